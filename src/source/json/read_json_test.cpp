// SPDX-License-Identifier: MIT
// JSON lines, arrays and Senzing records become tables; what is broken is named with its line.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/limits.h"
#include "source/json/json_splitter.h"
#include "source/json/senzing.h"
#include "source/testing/sample_folder.h"

namespace newlyn::source {
namespace {

using Rows = std::vector<std::vector<std::string>>;
using Names = std::vector<std::string>;

Read read_lines(std::string_view bytes) { return read_bytes(bytes, "people.jsonl"); }

TEST(read_json, lines_become_rows_and_keys_become_columns) {
  Read read = read_lines("{\"id\":\"007\",\"name\":\"Ann\"}\n{\"id\":\"8\",\"town\":\"York\"}\n");
  EXPECT_EQ(read.table().columns, (Names{"id", "name", "town"}));
  EXPECT_EQ(read.rows(), (Rows{{"007", "Ann", ""}, {"8", "", "York"}}));
  EXPECT_EQ(read.table().format, "JSON");
  EXPECT_EQ(read.table().encoding, "UTF-8");
}

TEST(read_json, numbers_keep_their_digits) {
  Read read = read_lines(
      "{\"a\":12345678901234567890123,\"b\":1.10,\"c\":-5,\"d\":true,\"e\":null,\"f\":1E5}\n");
  EXPECT_EQ(read.rows(), (Rows{{"12345678901234567890123", "1.10", "-5", "true", "", "1E5"}}));
}

TEST(read_json, nested_objects_get_dotted_names_and_arrays_stay_json) {
  Read read =
      read_lines("{\"name\":{\"first\":\"Ann\",\"last\":\"Lee\"},\"tags\":[\"a\",{\"b\":1.50}]}\n");
  EXPECT_EQ(read.table().columns, (Names{"name.first", "name.last", "tags"}));
  EXPECT_EQ(read.rows(), (Rows{{"Ann", "Lee", "[\"a\",{\"b\":1.50}]"}}));
}

TEST(read_json, arrays_of_objects_are_read_however_they_are_laid_out) {
  const Rows rows = {{"Ann", "a}b"}, {"Bob", "]"}};
  EXPECT_EQ(read_lines("[{\"n\":\"Ann\",\"x\":\"a}b\"},{\"n\":\"Bob\",\"x\":\"]\"}]").rows(), rows);
  EXPECT_EQ(read_lines("\n[\n  {\n \"n\": \"Ann\",\n \"x\": \"a}b\" },\n\n {\"n\":\"Bob\",\n"
                       "\"x\":\"]\"}\n]\n")
                .rows(),
            rows);
  EXPECT_EQ(
      read_lines("{\n\"n\":\"Ann\",\n\"x\":\"a}b\"}\n{\n\"n\":\"Bob\",\n\"x\":\"]\"}\n").rows(),
      rows);
}

TEST(read_json, a_lone_half_of_a_surrogate_pair_is_repaired_and_told) {
  Read read = read_lines(R"({"n":"\ud800Amal"})"
                         "\n"
                         R"({"n":"Zo\uDFFF\\ud800"})"
                         "\n"
                         R"({"n":"\ud83d\ude00 \ud83d\ud83d\ude00"})"
                         "\n");
  EXPECT_EQ(read.rows(),
            (Rows{{"\uFFFDAmal"}, {"Zo\uFFFD\\ud800"}, {"\U0001F600 \uFFFD\U0001F600"}}));
  EXPECT_EQ(read.table().rows_rejected, 0u);
  ASSERT_EQ(read.reading.warnings.size(), 1u);
  EXPECT_NE(read.reading.warnings[0].find("3 escapes that are half of a character"),
            std::string::npos)
      << read.reading.warnings[0];
}

TEST(read_json, a_broken_line_is_an_issue_and_the_others_are_kept) {
  Read read = read_lines("{\"n\":\"Ann\"}\n{\"n\":\"Bob\"\n\n[1]\n{\"n\":\"Cid\"}\n{\"n\":");
  EXPECT_EQ(read.rows(), (Rows{{"Ann"}, {"Cid"}}));
  EXPECT_EQ(read.table().rows_rejected, 3u);
  ASSERT_EQ(read.reading.issues.size(), 3u);
  EXPECT_EQ(read.reading.issues[0].line, 2u);
  EXPECT_EQ(read.reading.issues[1].line, 4u);
  EXPECT_EQ(read.reading.issues[2].line, 6u);
}

TEST(read_json, a_broken_first_line_spoils_only_itself) {
  Read read = read_lines("{\"n\":\"Ann\",,}\n{\"n\":\"Bob\"}\n");
  EXPECT_EQ(read.rows(), (Rows{{"Bob"}}));
  EXPECT_EQ(read.table().rows_rejected, 1u);
}

TEST(read_json, json_that_breaks_is_refused_with_its_line) {
  const struct {
    const char* text;
    const char* words;
  } cases[] = {
      {"[{\"n\":\"Ann\"},\n{\"n\":\"Bob\"}\n", "line 3: the file ends inside the array"},
      {"[{\"n\":\"Ann\"},\n{\"n\":\"Bob\"", "line 2: the record that begins here does not end"},
      {"[{\"n\":\"Ann\"},\n5]", "line 2: an object is expected"},
      {"[{\"n\":\"Ann\"}]\n{}", "line 2: something follows"},
      {"{\"n\" \"Ann\"}\n", "line 1"},
      {"[]", "no records"},
  };
  for (const auto& c : cases) {
    const Failure failure = failure_of([&] { read_lines(c.text); });
    EXPECT_EQ(failure.code, Code::source_unreadable);
    EXPECT_TRUE(failure.says(c.words)) << failure.message;
  }
}

TEST(read_json, one_broken_record_without_a_line_end_is_refused) {
  EXPECT_EQ(failure_of([] { read_lines("{{\"a\":1},{\"b\":2}}"); }).code, Code::source_unreadable);
}

TEST(read_json, deep_nesting_is_an_issue_and_not_a_crash) {
  const std::string deep = "{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  Read read = read_lines("{\"a\":\"x\"}\n" + deep + "\n");
  EXPECT_EQ(read.table().rows_kept, 1u);
  EXPECT_EQ(read.table().rows_rejected, 1u);
}

TEST(read_json, a_record_over_the_limit_is_refused) {
  const std::string text =
      "{\"a\":\"" + std::string(limits::kLineBytesMax + 100, 'x') + "\"}\n{\"a\":\"y\"}\n";
  EXPECT_TRUE(failure_of([&] { read_lines(text); }).says("too long"));
}

TEST(read_json, keys_that_come_late_get_columns_with_nulls_before) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "{\"id\":" + std::to_string(i) + "}\n";
  text += "{\"id\":5000,\"late\":\"yes\"}\n";
  Read read = read_lines(text);
  EXPECT_EQ(read.table().columns, (Names{"id", "late"}));
  EXPECT_EQ(read.table().rows_kept, 5001u);
  EXPECT_EQ(read.store->number("SELECT count(late) FROM input_0"), 1);
  EXPECT_EQ(read.store->number("SELECT count(*) FROM input_0 WHERE id::BIGINT <> rowid"), 0);
}

TEST(read_json, keys_that_differ_in_case_stay_apart) {
  Read read = read_lines("{\"Name\":\"a\",\"name\":\"b\"}\n");
  EXPECT_EQ(read.table().columns, (Names{"Name", "name_2"}));
  EXPECT_TRUE(read.warns("only in case"));
}

TEST(read_json, a_csv_that_begins_with_a_brace_stays_csv) {
  EXPECT_EQ(read_bytes("{id},name\n1,Ann\n2,Bob\n").table().format, "CSV");
}

TEST(senzing, features_become_columns_in_a_known_order) {
  Read read = read_lines(
      "{\"DATA_SOURCE\":\"A\",\"RECORD_ID\":\"1\",\"FEATURES\":[{\"RECORD_TYPE\":\"PERSON\"},"
      "{\"PHONE_NUMBER\":\"07700900001\",\"PHONE_TYPE\":\"HOME\"},{\"PHONE_NUMBER\":"
      "\"07700900002\"},{\"NAME_LAST\":\"Lee\",\"NAME_FIRST\":\"Ann\"},{\"ADDR_LINE1\":\"1 High "
      "St\",\"ADDR_CITY\":\"York\"},{\"ADDR_LINE1\":\"2 Low St\",\"ADDR_POSTAL_CODE\":\"YO1\"}],"
      "\"STATUS\":\"Active\"}\n");
  EXPECT_EQ(read.table().format, "Senzing JSON");
  EXPECT_EQ(read.table().source_name, "A");
  EXPECT_EQ(read.table().columns,
            (Names{"RECORD_ID", "DATA_SOURCE", "RECORD_TYPE", "NAME_FIRST", "NAME_LAST",
                   "ADDR_LINE1", "ADDR_LINE1_2", "ADDR_CITY", "ADDR_POSTAL_CODE_2", "PHONE_NUMBER",
                   "PHONE_NUMBER_2", "PHONE_TYPE", "STATUS"}));
  EXPECT_EQ(read.rows(), (Rows{{"1", "A", "PERSON", "Ann", "Lee", "1 High St", "2 Low St", "York",
                                "YO1", "07700900001", "07700900002", "HOME", "Active"}}));
}

TEST(senzing, the_flat_form_with_usage_types_is_read_alike) {
  Read read = read_lines(
      "{\"DATA_SOURCE\":\"A\",\"RECORD_ID\":\"1\",\"PRIMARY_NAME_LAST\":\"Lee\","
      "\"PRIMARY_NAME_FIRST\":\"Ann\",\"AKA_NAME_LAST\":\"Leigh\",\"HOME_PHONE_NUMBER\":"
      "\"07700900001\",\"DATE_OF_BIRTH\":\"1971-06-24\",\"NOTE\":\"x\"}\n");
  EXPECT_EQ(read.table().columns, (Names{"RECORD_ID", "DATA_SOURCE", "NAME_FIRST", "NAME_LAST",
                                         "NAME_LAST_2", "NAME_TYPE", "NAME_TYPE_2", "DATE_OF_BIRTH",
                                         "PHONE_NUMBER", "PHONE_TYPE", "NOTE"}));
  EXPECT_EQ(read.rows(), (Rows{{"1", "A", "Ann", "Lee", "Leigh", "PRIMARY", "AKA", "1971-06-24",
                                "07700900001", "HOME", "x"}}));
}

TEST(senzing, parts_of_two_addresses_or_names_never_stand_under_one_number) {
  Read flat = read_lines(
      "{\"DATA_SOURCE\":\"A\",\"RECORD_ID\":\"1\",\"HOME_ADDR_LINE1\":\"1 High St\","
      "\"MAILING_ADDR_LINE1\":\"2 Low St\",\"MAILING_ADDR_POSTAL_CODE\":\"ZZ1\"}\n");
  EXPECT_EQ(flat.table().columns, (Names{"RECORD_ID", "DATA_SOURCE", "ADDR_LINE1", "ADDR_LINE1_2",
                                         "ADDR_POSTAL_CODE_2", "ADDR_TYPE", "ADDR_TYPE_2"}));
  Read list = read_lines(
      "{\"DATA_SOURCE\":\"A\",\"RECORD_ID\":\"1\",\"FEATURES\":[{\"ADDR_LINE1\":\"1 High St\"},"
      "{\"ADDR_FULL\":\"2 Low St, Leeds\"},{\"NAME_FULL\":\"Ann Lee\"},{\"NAME_LAST\":\"Leigh\","
      "\"NAME_TYPE\":\"AKA\"},{\"DATE_OF_BIRTH\":\"1971-06-24\"},{\"DATE_OF_DEATH\":"
      "\"2020-01-02\"}]}\n");
  EXPECT_EQ(list.table().columns,
            (Names{"RECORD_ID", "DATA_SOURCE", "NAME_FULL", "NAME_LAST_2", "NAME_TYPE_2",
                   "DATE_OF_BIRTH", "DATE_OF_DEATH", "ADDR_FULL_2", "ADDR_LINE1"}));
}

TEST(senzing, lists_of_values_and_usages_inside_features_are_kept) {
  Read read = read_lines(
      "{\"DATA_SOURCE\":\"A\",\"RECORD_ID\":\"1\",\"EMAIL_ADDRESS\":[\"a@example.org\","
      "\"b@example.org\"],\"FEATURES\":[{\"PHONE_NUMBER\":[\"07700900001\",\"07700900002\"]},"
      "{\"BUSINESS_ADDR_LINE1\":\"1 High St\"}]}\n");
  EXPECT_EQ(read.table().columns,
            (Names{"RECORD_ID", "DATA_SOURCE", "ADDR_LINE1", "ADDR_TYPE", "PHONE_NUMBER",
                   "PHONE_NUMBER_2", "EMAIL_ADDRESS", "EMAIL_ADDRESS_2"}));
  EXPECT_EQ(read.rows(), (Rows{{"1", "A", "1 High St", "BUSINESS", "07700900001", "07700900002",
                                "a@example.org", "b@example.org"}}));
}

TEST(senzing, lists_of_features_under_other_names_are_read_alike) {
  Read read = read_lines(
      "{\"DATA_SOURCE\":\"A\",\"RECORD_ID\":\"1\",\"NAMES\":[{\"NAME_FULL\":\"Ann Lee\"},"
      "{\"NAME_FULL\":\"A Leigh\"}],\"OTHER\":[1,2]}\n");
  EXPECT_EQ(read.table().columns,
            (Names{"RECORD_ID", "DATA_SOURCE", "NAME_FULL", "NAME_FULL_2", "OTHER"}));
}

TEST(senzing, a_file_of_several_sources_keeps_the_name_of_the_file) {
  Read read = read_lines(
      "{\"DATA_SOURCE\":\"A\",\"RECORD_ID\":\"1\",\"FEATURES\":[]}\n"
      "{\"DATA_SOURCE\":\"B\",\"RECORD_ID\":\"1\",\"FEATURES\":[]}\n");
  EXPECT_EQ(read.table().source_name, "people");
  EXPECT_EQ(read.rows(), (Rows{{"1", "A"}, {"1", "B"}}));
}

TEST(senzing, other_json_is_not_taken_for_it) {
  EXPECT_EQ(read_lines("{\"DATA_SOURCE\":\"A\",\"COLOUR\":\"red\"}\n").table().format, "JSON");
  EXPECT_EQ(read_lines("{\"RECORD_ID\":\"1\",\"NAME_FULL\":\"x\"}\n").table().format, "JSON");
}

TEST(senzing, columns_rank_by_attribute_then_by_number) {
  EXPECT_LT(senzing_rank("RECORD_ID"), senzing_rank("NAME_FULL"));
  EXPECT_LT(senzing_rank("NAME_FULL"), senzing_rank("NAME_FULL_2"));
  EXPECT_LT(senzing_rank("NAME_FULL_2"), senzing_rank("NAME_FULL_10"));
  EXPECT_LT(senzing_rank("NAME_FULL_10"), senzing_rank("NAME_FIRST"));
  EXPECT_LT(senzing_rank("REL_POINTER_ROLE"), senzing_rank("STATUS"));
  EXPECT_EQ(senzing_rank("STATUS"), senzing_rank("AMOUNT_2"));
}

RC_GTEST_PROP(json_splitter, gives_the_same_whatever_the_pieces, (uint8_t size)) {
  const auto letters = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 9));
  std::string text = *rc::gen::element<std::string>("[{\"a\":1},", "{\"a\":1}\n", "{\n\"a\":1}");
  for (const int letter : letters) text += "{}[],\"\n1\\"[letter];
  const auto split = [&](size_t piece_bytes) {
    PiecewiseText stream(text, piece_bytes);
    std::vector<std::pair<std::string, uint64_t>> pieces;
    try {
      JsonSplitter splitter(stream, {}, "'x'");
      JsonPiece piece;
      while (splitter.next(piece)) pieces.emplace_back(piece.text, piece.line);
    } catch (const Error& error) {
      pieces.emplace_back(error.what(), 0);
    }
    return pieces;
  };
  RC_ASSERT(split(text.size()) == split(size_t{size} % 4 + 1));
}

}  // namespace
}  // namespace newlyn::source
