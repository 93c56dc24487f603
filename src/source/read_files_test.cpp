// SPDX-License-Identifier: MIT
// What reading promises for whole files: values, counts, issues, warnings and plain refusals.
#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <atomic>
#include <thread>

#include "base/clock.h"
#include "base/limits.h"
#include "source/testing/sample_folder.h"

namespace newlyn::source {
namespace {

using namespace std::string_literals;
using Rows = std::vector<std::vector<std::string>>;

TEST(read_csv, keeps_every_value_as_text_in_the_order_of_the_file) {
  Read read = read_bytes("id,name,phone\n007,Ann,07700900123\n010,Bob,\n");
  EXPECT_EQ(read.table().columns, (std::vector<std::string>{"id", "name", "phone"}));
  EXPECT_EQ(read.rows(), (Rows{{"007", "Ann", "07700900123"}, {"010", "Bob", ""}}));
  EXPECT_EQ(read.table().format, "CSV");
  EXPECT_EQ(read.table().delimiter, ",");
  EXPECT_EQ(read.table().encoding, "UTF-8");
  EXPECT_EQ(read.table().source_name, "people");
  EXPECT_EQ(read.table().table, "input_0");
  EXPECT_TRUE(read.table().header_found);
  EXPECT_TRUE(read.reading.warnings.empty());
}

TEST(read_csv, spaces_after_delimiters_are_trimmed_from_names_and_values) {
  Read read =
      read_bytes("rec_id, given_name, town\nr1, ann, \"Leeds, York\"\nr2,\tbob\u00A0, x \n");
  EXPECT_EQ(read.table().columns, (std::vector<std::string>{"rec_id", "given_name", "town"}));
  EXPECT_EQ(read.rows(), (Rows{{"r1", "ann", "Leeds, York"}, {"r2", "bob", "x"}}));
}

TEST(read_csv, embedded_line_ends_stay_in_the_value) {
  Read read = read_bytes("name,note\nAnn,\"one\ntwo\"\nBob,x\n");
  EXPECT_EQ(read.rows(), (Rows{{"Ann", "one\ntwo"}, {"Bob", "x"}}));
}

TEST(read_csv, ragged_rows_are_issues_with_line_and_reason) {
  Read read = read_bytes("name,town\nAnn,Leeds\nBob\n\nCid,York,x\nDee,Hull,\n");
  EXPECT_EQ(read.rows(), (Rows{{"Ann", "Leeds"}, {"Dee", "Hull"}}));
  EXPECT_EQ(read.table().rows_read, 4u);
  EXPECT_EQ(read.table().rows_rejected, 2u);
  ASSERT_EQ(read.reading.issues.size(), 2u);
  EXPECT_EQ(read.reading.issues[0].line, 3u);
  EXPECT_NE(read.reading.issues[0].reason.find("too short"), std::string::npos);
  EXPECT_EQ(read.reading.issues[1].line, 5u);
  EXPECT_NE(read.reading.issues[1].reason.find("too long"), std::string::npos);
  EXPECT_EQ(read.reading.issues[1].file, read.table().path);
}

TEST(read_csv, a_stray_quote_costs_its_own_line_only) {
  Read read = read_bytes("name,town\n\"Ann,Leeds\nBob,York\nCid,\"Hull\"\nDee,Bath\n");
  EXPECT_EQ(read.rows(), (Rows{{"Bob", "York"}, {"Cid", "Hull"}, {"Dee", "Bath"}}));
  ASSERT_EQ(read.reading.issues.size(), 1u);
  EXPECT_EQ(read.reading.issues[0].line, 2u);
}

TEST(read_csv, issues_are_listed_up_to_a_thousand_and_all_are_counted) {
  std::string text = "name,town\nAnn,Leeds\nBob,York\nCid,Hull\n";
  for (int i = 0; i < 5000; ++i) text += "Ann,Leeds\n";
  for (int i = 0; i < 2500; ++i) text += "short\n";
  Read read = read_bytes(text);
  EXPECT_EQ(read.table().rows_rejected, 2500u);
  EXPECT_EQ(read.reading.issues.size(), 1000u);
}

TEST(read_csv, a_file_without_a_header_gets_numbered_columns) {
  Read read = read_bytes("Ann,1971-06-24\nBob,1980-01-02\n");
  EXPECT_FALSE(read.table().header_found);
  EXPECT_EQ(read.table().columns, (std::vector<std::string>{"column_1", "column_2"}));
  EXPECT_EQ(read.table().rows_kept, 2u);
  EXPECT_TRUE(read.warns("no header"));
}

TEST(read_csv, repeated_and_missing_names_are_made_unique) {
  Read read = read_bytes("name,Name,,name\na,b,c,d\n");
  EXPECT_EQ(read.table().columns,
            (std::vector<std::string>{"name", "Name_2", "column_3", "name_3"}));
  EXPECT_EQ(read.rows(), (Rows{{"a", "b", "c", "d"}}));
  EXPECT_TRUE(read.warns("more than once"));
}

TEST(read_csv, a_header_alone_is_a_warning) {
  Read read = read_bytes("first_name,surname\n");
  EXPECT_EQ(read.table().rows_kept, 0u);
  EXPECT_EQ(read.table().columns.size(), 2u);
  EXPECT_TRUE(read.warns("no rows"));
  EXPECT_TRUE(read.rows().empty());
}

TEST(read_csv, one_row_is_enough) {
  EXPECT_EQ(read_bytes("name,dob\nAnn,1971-06-24\n").rows(), (Rows{{"Ann", "1971-06-24"}}));
}

TEST(read_csv, lines_above_the_header_are_told_and_are_no_rows) {
  Read read = read_bytes("Export of 2020\n\nname,town,age\nAnn,Leeds,1\nBob,York,2\nCid,Hull,3\n");
  EXPECT_EQ(read.table().columns, (std::vector<std::string>{"name", "town", "age"}));
  EXPECT_EQ(read.table().rows_kept, 3u);
  EXPECT_EQ(read.table().rows_rejected, 0u);
  EXPECT_NE(read.reading.warnings.at(0).find("a line above its header"), std::string::npos);
}

TEST(read_csv, a_sum_at_the_end_is_told_and_is_no_row) {
  Read read = read_bytes("id,name,town\n1,Ann,Leeds\n2,Total,York\n3,Totally,\nTotal 3\nPrinted\n");
  EXPECT_EQ(read.table().rows_kept, 3u);
  EXPECT_EQ(read.table().rows_rejected, 0u);
  EXPECT_NE(read.reading.warnings.at(0).find("2 lines from a sum"), std::string::npos);
  Read midway = read_bytes("id,name,town\n1,Ann,Leeds\nTotal 1\n2,Bob,York\n");
  EXPECT_EQ(midway.table().rows_kept, 2u);
  EXPECT_EQ(midway.table().rows_rejected, 1u);
}

TEST(read_csv, a_delimiter_at_the_end_of_every_line_makes_no_column) {
  Read read = read_bytes("name,town,\nAnn,Leeds,\nBob,York,\n");
  EXPECT_EQ(read.rows().size(), 2u);
  Read rows_only = read_bytes("name,town\nAnn,Leeds,\nBob,York,\n");
  EXPECT_EQ(rows_only.rows(), (Rows{{"Ann", "Leeds"}, {"Bob", "York"}}));
}

TEST(read_csv, row_names_without_a_header_get_one) {
  Read read = read_bytes("name,town\nr1,Ann,Leeds\nr2,Bob,York\n");
  EXPECT_EQ(read.table().columns, (std::vector<std::string>{"row_name", "name", "town"}));
  EXPECT_EQ(read.table().rows_kept, 2u);
}

TEST(read_csv, delimiters_of_all_kinds) {
  for (const std::string delimiter : {",", ";", "\t", "|", "^", "~"}) {
    const std::string text = "name" + delimiter + "town" + delimiter + "age\nAnn" + delimiter +
                             "Leeds" + delimiter + "1\nBob" + delimiter + "York" + delimiter +
                             "2\n";
    EXPECT_EQ(read_bytes(text).rows(), (Rows{{"Ann", "Leeds", "1"}, {"Bob", "York", "2"}}));
  }
  EXPECT_EQ(read_bytes("name\nAnn\nBob\n").rows(), (Rows{{"Ann"}, {"Bob"}}));
}

TEST(read_csv, encodings_are_found_converted_and_named) {
  const Rows rows = {{"Zo\u00EB", "K\u00F6ln"}};
  EXPECT_EQ(read_bytes("name,town\nZo\u00EB,K\u00F6ln\n").rows(), rows);
  EXPECT_EQ(read_bytes("\xEF\xBB\xBFname,town\nZo\u00EB,K\u00F6ln\n").rows(), rows);
  Read western = read_bytes("name,town\nZo\xEB,K\xF6ln\n");
  EXPECT_EQ(western.rows(), rows);
  EXPECT_EQ(western.table().encoding, "Windows-1252");
  EXPECT_TRUE(western.warns("Windows-1252"));
  const std::string ascii = "name,town\nZo?,K?ln\n";
  for (const bool big : {false, true}) {
    for (const bool mark : {false, true}) {
      std::string bytes = !mark ? "" : big ? "\xFE\xFF" : "\xFF\xFE";
      int seen = 0;
      for (const char c : ascii) {
        const char low = c != '?' ? c : seen++ == 0 ? '\xEB' : '\xF6';
        bytes += big ? std::string{'\0', low} : std::string{low, '\0'};
      }
      Read wide = read_bytes(bytes);
      EXPECT_EQ(wide.rows(), rows);
      EXPECT_EQ(wide.table().columns[0], "name");
      EXPECT_EQ(wide.table().encoding, big ? "UTF-16BE" : "UTF-16LE");
    }
  }
}

TEST(read_csv, invalid_bytes_are_repaired_and_counted) {
  Read read = read_bytes("name,town\nZo\u00EB,K\u00F6ln\nAn\xFFn,Li\xE8ge\nJos\u00E9,x\n");
  EXPECT_EQ(read.table().encoding, "UTF-8");
  EXPECT_EQ(read.table().bytes_repaired, 2u);
  EXPECT_EQ(read.rows()[1], (std::vector<std::string>{"An\uFFFDn", "Li\uFFFDge"}));
  EXPECT_TRUE(read.warns("not valid UTF-8"));
}

TEST(read_csv, ten_thousand_columns_work_with_a_warning_and_too_many_are_refused) {
  const auto wide = [](size_t columns) {
    std::string header;
    std::string row;
    for (size_t i = 0; i < columns; ++i) {
      header += "c" + std::to_string(i) + ",";
      row += std::to_string(i) + ",";
    }
    header.back() = '\n';
    row.back() = '\n';
    return header + row + row;
  };
  Read read = read_bytes(wide(10'000));
  EXPECT_EQ(read.table().columns.size(), 10'000u);
  EXPECT_EQ(read.rows()[1][9'999], "9999");
  EXPECT_TRUE(read.warns("10000 columns"));
  const Failure failure = failure_of([&] { read_bytes(wide(limits::kColumnsMax + 1)); });
  EXPECT_EQ(failure.code, Code::source_unreadable);
  EXPECT_TRUE(failure.says("columns"));
}

TEST(read_csv, a_hundred_thousand_rows_keep_their_order) {
  std::string text = "id,name\n";
  for (int i = 0; i < 100'000; ++i)
    text += std::to_string(i) + ",n" + std::to_string(i % 97) + "\n";
  Read read = read_bytes(text);
  const auto columns = load_columns(*read.store, read.table(), read.run);
  for (size_t row = 0; row < 100'000; ++row) ASSERT_EQ(columns[0].text(row), std::to_string(row));
}

TEST(read_files, two_files_get_tables_and_names_of_their_own) {
  const SampleFolder folder;
  std::filesystem::create_directory(folder.path() + "/other");
  Read both = read({{folder.write("people.csv", "name,town\nAnn,Leeds\n"), ""},
                    {folder.write("other/people.csv", "surname,age\nLee,5\n"), ""}});
  EXPECT_EQ(both.table(0).source_name, "people");
  EXPECT_EQ(both.table(1).source_name, "people_2");
  EXPECT_EQ(both.table(1).table, "input_1");
  EXPECT_EQ(both.rows(1), (Rows{{"Lee", "5"}}));
}

TEST(read_files, a_second_reading_makes_further_tables_and_a_failed_one_leaves_none) {
  const SampleFolder folder;
  const std::string good = folder.write("good.csv", "name,town\nAnn,Leeds\n");
  const auto store = store::Store::open({});
  RunContext run;
  EXPECT_EQ(read_files(*store, {{good, ""}}, run).tables[0].table, "input_0");
  EXPECT_EQ(read_files(*store, {{good, ""}}, run).tables[0].table, "input_1");
  const std::string cut = folder.write("cut.parquet", "PAR1 and no more");
  EXPECT_EQ(failure_of([&] {
              read_files(*store, {{good, ""}, {cut, ""}}, run);
            }).code,
            Code::source_unreadable);
  EXPECT_EQ(store->number("SELECT count(*) FROM duckdb_tables()"), 2);
}

TEST(read_files, packed_text_is_unpacked) {
  const SampleFolder folder;
  const std::string path = folder.path() + "/people.csv.gz";
  const gzFile file = gzopen(path.c_str(), "wb");
  gzputs(file, "name,town\nAnn,Leeds\n");
  gzclose(file);
  Read packed = read(path);
  EXPECT_EQ(packed.rows(), (Rows{{"Ann", "Leeds"}}));
  EXPECT_EQ(packed.table().source_name, "people");
  EXPECT_NE(packed.table().content_hash, read_bytes("name,town\nAnn,Leeds\n").table().content_hash);
}

TEST(read_files, a_packed_stream_cut_short_is_refused) {
  const SampleFolder folder;
  const std::string path = folder.path() + "/people.csv.gz";
  const gzFile file = gzopen(path.c_str(), "wb");
  for (int i = 0; i < 10'000; ++i) gzprintf(file, "%d,%d\n", i, i * 7919 % 10007);
  gzclose(file);
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  const Failure failure = failure_of([&] { read(path); });
  EXPECT_EQ(failure.code, Code::source_unreadable);
  EXPECT_TRUE(failure.says("cut short"));
}

TEST(read_files, what_cannot_be_read_is_refused_with_a_plain_sentence) {
  const SampleFolder folder;
  struct Refusal {
    std::string path;
    Code code;
    const char* words;
  };
  const Refusal refusals[] = {
      {folder.path() + "/none.csv", Code::source_missing, "There is no file"},
      {folder.path() + "/none/none.csv", Code::source_missing, "There is no file"},
      {folder.write("empty.csv", ""), Code::source_unreadable, "is empty"},
      {folder.write("blank.csv", "\n\n  \n"), Code::source_unreadable, "empty lines"},
      {folder.write("quote.csv", "\"Ann\"x,y"), Code::source_unreadable, "never closed"},
      {folder.path(), Code::source_unreadable, "is a folder"},
      {folder.write("b.csv", "a,b\n\0\1\2\3\0\4"s), Code::source_unreadable, "binary"},
      {folder.write("old.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 workbook"),
       Code::source_unreadable, "old Excel"},
      {folder.write("d.pdf", "%PDF-1.7 ..."), Code::source_unreadable, "PDF"},
      {folder.write("cut.parquet", "PAR1 and no more"), Code::source_unreadable, "Parquet"},
      {folder.write("cut.xlsx", "PK\x03\x04 and no more"), Code::source_unreadable, "cut short"},
      {folder.write("long.csv", "a,b\n" + std::string(limits::kLineBytesMax + 100, 'x')),
       Code::source_unreadable, "longer than 16 MB"},
  };
  for (const Refusal& refusal : refusals) {
    const Failure failure = failure_of([&] { read(refusal.path); });
    EXPECT_EQ(failure.code, refusal.code) << refusal.path;
    EXPECT_TRUE(failure.says(refusal.words)) << failure.message;
  }
}

TEST(read_files, a_file_that_may_not_be_read_is_refused) {
  const SampleFolder folder;
  const std::string path = folder.write("secret.csv", "a,b\n1,2\n");
  ::chmod(path.c_str(), 0);
  // The superuser may read everything, and so becomes nobody for a moment.
  const uid_t user = ::geteuid();
  ASSERT_EQ(user == 0 ? ::seteuid(65534) : 0, 0);
  const Failure failure = failure_of([&] { read(path); });
  ASSERT_EQ(user == 0 ? ::seteuid(0) : 0, 0);
  EXPECT_EQ(failure.code, Code::source_unreadable);
  EXPECT_TRUE(failure.says("may not be read")) << failure.message;
}

TEST(read_files, a_sheet_of_what_is_no_workbook_is_refused) {
  const SampleFolder folder;
  const std::string path = folder.write("people.csv", "a,b\n1,2\n");
  const Failure failure = failure_of([&] { read({{path, "Sheet1"}}); });
  EXPECT_EQ(failure.code, Code::request_invalid);
}

// Calls something once when the reading reports progress.
class OnProgress final : public ProgressListener {
 public:
  explicit OnProgress(std::function<void()> act) : act_(std::move(act)) {}
  void step_began(std::string_view) override {}
  void advanced(std::string_view, uint64_t, uint64_t) override {
    if (act_) act_();
    act_ = nullptr;
  }
  void step_ended(const StepTime&) override {}

 private:
  std::function<void()> act_;
};

TEST(read_files, a_file_that_vanishes_or_changes_while_it_is_read_is_refused) {
  const SampleFolder folder;
  const std::string gone = folder.write("gone.csv", "name,town\nAnn,Leeds\n");
  OnProgress remove([&] { std::filesystem::remove(gone); });
  EXPECT_TRUE(failure_of([&] { read({{gone, ""}}, &remove); }).says("vanished"));
  const std::string grown = folder.write("grown.csv", "name,town\nAnn,Leeds\n");
  OnProgress grow([&] { std::ofstream(grown, std::ios::app) << "Bob,York\n"; });
  EXPECT_TRUE(failure_of([&] { read({{grown, ""}}, &grow); }).says("was changed"));
}

TEST(read_files, a_stop_ends_the_reading) {
  const SampleFolder folder;
  const std::string path = folder.write("people.csv", "name,town\nAnn,Leeds\n");
  std::atomic<bool> stop{false};
  OnProgress ask([&] { stop = true; });
  EXPECT_EQ(failure_of([&] { read({{path, ""}}, &ask, &stop); }).code, Code::interrupted);
}

TEST(read_files, standard_input_and_pipes_are_read_and_their_copies_removed) {
  const SampleFolder folder;
  const SampleFolder temporary;
  const std::string path = folder.path() + "/pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  std::thread writer([&] { std::ofstream(path) << "name,town\nAnn,Leeds\n"; });
  store::StoreOptions options;
  options.temporary_folder = temporary.path();
  auto store = store::Store::open(options);
  RunContext run;
  const Reading piped = read_files(*store, {{path, ""}}, run);
  writer.join();
  EXPECT_EQ(piped.tables[0].rows_kept, 1u);
  EXPECT_EQ(piped.tables[0].path, path);
  store.reset();
  EXPECT_EQ(temporary.count(), 0u);

  const int saved = ::dup(STDIN_FILENO);
  const std::string text = folder.write("in.csv", "name,town\nBob,York\n");
  const int file = ::open(text.c_str(), O_RDONLY);
  ::dup2(file, STDIN_FILENO);
  Read standard = read("-");
  ::dup2(saved, STDIN_FILENO);
  ::close(saved);
  ::close(file);
  EXPECT_EQ(standard.rows(), (Rows{{"Bob", "York"}}));
  EXPECT_EQ(standard.table().path, "-");
  EXPECT_EQ(standard.table().source_name, "stdin");
}

TEST(read_files, the_copy_of_a_pipe_is_removed_when_its_text_is_refused) {
  const SampleFolder folder;
  const SampleFolder temporary;
  const std::string path = folder.path() + "/pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  std::thread writer([&] { std::ofstream(path) << "a,b\n\0\1\2\0"s; });
  store::StoreOptions options;
  options.temporary_folder = temporary.path();
  auto store = store::Store::open(options);
  RunContext run;
  EXPECT_TRUE(failure_of([&] { read_files(*store, {{path, ""}}, run); }).says("binary"));
  writer.join();
  store.reset();
  EXPECT_EQ(temporary.count(), 0u);
}

TEST(read_parquet, keeps_types_in_the_table_and_gives_text) {
  const SampleFolder folder;
  const std::string path = folder.path() + "/people.parquet";
  const auto store = store::Store::open({});
  store->run(
      "COPY (SELECT i AS id, DATE '1971-06-24' + i::INTEGER AS dob, CASE WHEN i % 2 = 0 "
      "THEN ' x ' END AS name, [1, 2] AS list FROM range(3) r(i)) TO " +
      store::quote_text(path) + " (FORMAT parquet)");
  Read read = newlyn::source::read(path);
  EXPECT_TRUE(read.table().typed);
  EXPECT_EQ(read.table().format, "Parquet");
  EXPECT_EQ(read.rows(), (Rows{{"0", "1971-06-24", "x", "[1, 2]"},
                               {"1", "1971-06-25", "", "[1, 2]"},
                               {"2", "1971-06-26", "x", "[1, 2]"}}));
  EXPECT_EQ(read.store->rows("SELECT typeof(dob) FROM input_0 LIMIT 1").rows[0][0], "DATE");
}

// 300 MB of one text pack to little, but a page of them is unpacked whole.
TEST(read_parquet, a_page_that_is_too_large_is_refused_with_its_place_before_it_is_unpacked) {
  const SampleFolder folder;
  const auto store = store::Store::open({});
  const std::string path = folder.path() + "/people.parquet";
  store->run(
      fmt::format("COPY (SELECT i AS id, CASE WHEN i = 2 THEN repeat('x', 300000000) ELSE "
                  "'y' END AS notes FROM range(1, 4) AS r(i)) TO {} (FORMAT parquet)",
                  store::quote_text(path)));
  RunContext run;
  FileRequest request{path};
  request.used = {"id", "notes"};
  const Failure failure = failure_of([&] { read_files(*store, {request}, run); });
  EXPECT_EQ(failure.code, Code::source_unreadable);
  EXPECT_TRUE(failure.says("column 'notes' between the rows 1 and 3 as one page of 286 MB"));
  EXPECT_TRUE(failure.says("leave the column out"));
  request.used = {"id"};
  const Reading reading = read_files(*store, {request}, run);
  EXPECT_EQ(reading.tables[0].rows_kept, 3);
  EXPECT_EQ(store->number(fmt::format("SELECT count(notes) FROM {}", reading.tables[0].table)), 0);
}

}  // namespace
}  // namespace newlyn::source
