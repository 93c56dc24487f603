// SPDX-License-Identifier: MIT
// What the store promises: typed failures, texts and columns as they are, stops within a second.
#include "store/store.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "base/clock.h"
#include "base/error.h"
#include "base/threads.h"

namespace newlyn::store {
namespace {

namespace fs = std::filesystem;

std::unique_ptr<Store> memory_store(size_t bytes = size_t{512} << 20) {
  StoreOptions options;
  options.memory_bytes_max = bytes;
  return Store::open(options);
}

// The code and the message a call fails with.
struct Failure {
  Code code;
  std::string message;
};

Failure failure_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return {error.code(), error.what()};
  }
  ADD_FAILURE() << "the call did not fail";
  return {Code::internal, ""};
}

TEST(store, settings_are_stated_and_nothing_is_fetched) {
  const auto store = memory_store(size_t{256} << 20);
  const auto setting = [&](const std::string& name) {
    return store->rows("SELECT current_setting(" + quote_text(name) + ")::VARCHAR").rows[0][0];
  };
  EXPECT_EQ(setting("memory_limit"), "256.0 MiB");
  EXPECT_EQ(setting("threads"), std::to_string(thread_count()));
  EXPECT_EQ(setting("autoinstall_known_extensions"), "false");
  EXPECT_EQ(setting("autoload_known_extensions"), "false");
}

// Resident memory of this process, bytes.
size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  size_t pages = 0;
  size_t resident = 0;
  file >> pages >> resident;
  return resident * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

TEST(store, memory_that_was_let_go_is_given_back_and_the_limit_stays) {
  constexpr size_t kMegabyte = size_t{1} << 20;
  const auto store = memory_store(1500 * kMegabyte);
  const std::string limit = "SELECT current_setting('memory_limit')";
  const auto before = store->rows(limit).rows[0][0];
  store->run(
      "CREATE TABLE t AS SELECT md5(i::VARCHAR) AS a, md5((i + 1)::VARCHAR) AS b FROM "
      "range(1000000) r(i); CREATE TABLE u AS SELECT * FROM t ORDER BY a; DROP TABLE t; "
      "DROP TABLE u");
  const size_t kept = resident_bytes();
  store->give_back_memory();
  EXPECT_LT(resident_bytes() + 100 * kMegabyte, kept);
  store->give_back_memory();
  EXPECT_EQ(store->rows(limit).rows[0][0], before);
  EXPECT_EQ(store->number("SELECT count(*) FROM range(10)"), 10);
}

TEST(store, memory_limit_is_set_even_when_none_is_given) {
  const auto store = Store::open({});
  const auto limit = store->rows("SELECT current_setting('memory_limit')").rows[0][0];
  ASSERT_TRUE(limit.has_value());
  EXPECT_TRUE(limit->ends_with("iB")) << *limit;
}

TEST(store, several_statements_run_in_order_and_the_last_gives_the_rows_changed) {
  const auto store = memory_store();
  EXPECT_EQ(store->run("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), (2), (3)"), 3u);
  EXPECT_EQ(store->run("DELETE FROM t WHERE a > ?", std::vector{Parameter::of(int64_t{1})}), 2u);
  EXPECT_EQ(store->number("SELECT count(*) FROM t"), 1);
  EXPECT_EQ(store->run(""), 0u);
}

TEST(store, rows_come_back_as_text_and_null_is_nothing) {
  const auto store = memory_store();
  const TextRows answer = store->rows(
      "SELECT 1 AS whole, 1.5::DOUBLE AS number, true AS yes, NULL AS none, DATE '1971-06-24' AS "
      "day, 'Zoë' AS text");
  EXPECT_EQ(answer.columns,
            (std::vector<std::string>{"whole", "number", "yes", "none", "day", "text"}));
  ASSERT_EQ(answer.rows.size(), 1u);
  EXPECT_EQ(answer.rows[0][0], "1");
  EXPECT_EQ(answer.rows[0][1], "1.5");
  EXPECT_EQ(answer.rows[0][2], "true");
  EXPECT_EQ(answer.rows[0][3], std::nullopt);
  EXPECT_EQ(answer.rows[0][4], "1971-06-24");
  EXPECT_EQ(answer.rows[0][5], "Zoë");
}

TEST(store, nested_values_are_refused_rather_than_lost) {
  const auto store = memory_store();
  EXPECT_EQ(failure_of([&] { store->rows("SELECT [1, 2] AS several"); }).code, Code::store_failed);
}

TEST(store, parameters_of_every_kind_are_bound) {
  const auto store = memory_store();
  const std::vector<Parameter> parameters = {Parameter::of(int64_t{7}), Parameter::of(0.5),
                                             Parameter::of("it's"), Parameter{}};
  const TextRows answer = store->rows("SELECT ?::BIGINT, ?::DOUBLE, ?::VARCHAR, ?", parameters);
  EXPECT_EQ(answer.rows[0],
            (std::vector<std::optional<std::string>>{"7", "0.5", "it's", std::nullopt}));
}

TEST(store, wrong_parameters_are_an_error) {
  const auto store = memory_store();
  const std::vector<Parameter> two = {Parameter::of(int64_t{1}), Parameter::of(int64_t{2})};
  EXPECT_EQ(failure_of([&] { store->run("SELECT ?", two); }).code, Code::store_failed);
  EXPECT_EQ(failure_of([&] { store->run("SELECT ?"); }).code, Code::store_failed);
}

TEST(store, number_of_null_is_zero_and_of_text_is_a_defect) {
  const auto store = memory_store();
  EXPECT_EQ(store->number("SELECT NULL"), 0);
  EXPECT_EQ(store->number("SELECT -12"), -12);
  EXPECT_EQ(failure_of([&] { store->number("SELECT 'x'"); }).code, Code::internal);
  EXPECT_EQ(failure_of([&] { store->number("SELECT 1, 2"); }).code, Code::internal);
}

TEST(store, failures_say_the_reason_without_values_of_records) {
  const auto store = memory_store();
  const Failure missing = failure_of([&] { store->run("SELECT * FROM nowhere"); });
  EXPECT_EQ(missing.code, Code::store_failed);
  EXPECT_NE(missing.message.find("nowhere"), std::string::npos);
  const Failure value = failure_of([&] { store->run("SELECT 'Penhaligon'::INTEGER"); });
  EXPECT_EQ(value.code, Code::store_failed);
  EXPECT_EQ(value.message.find("Penhaligon"), std::string::npos) << value.message;
  const Failure syntax = failure_of([&] { store->run("SELEC 'Penhaligon'"); });
  EXPECT_EQ(syntax.message.find("Penhaligon"), std::string::npos) << syntax.message;
}

TEST(store, running_out_of_memory_has_its_own_code) {
  StoreOptions options;
  options.memory_bytes_max = size_t{16} << 20;
  const auto store = Store::open(options);
  store->run("SET temp_directory = ''");
  const Failure full = failure_of([&] {
    store->run("CREATE TABLE t AS SELECT md5(i::VARCHAR) AS a FROM range(5000000) r(i)");
  });
  EXPECT_EQ(full.code, Code::resource_exhausted) << full.message;
  EXPECT_EQ(full.message.find("SET "), std::string::npos) << full.message;
}

TEST(store, a_full_spill_folder_is_storage_full) {
  StoreOptions options;
  options.memory_bytes_max = size_t{32} << 20;
  const auto store = Store::open(options);
  store->run("SET max_temp_directory_size = '1MB'");
  const Failure full = failure_of([&] {
    store->run("CREATE TABLE t AS SELECT md5(i::VARCHAR) AS a FROM range(5000000) r(i) ORDER BY a");
  });
  EXPECT_EQ(full.code, Code::storage_full) << full.message;
}

TEST(store, spilled_records_are_private_and_removed_even_after_a_kill) {
  const fs::path folder = fs::temp_directory_path() / "newlyn-store-spill-test";
  fs::remove_all(folder);
  fs::create_directories(folder / "newlyn-spill-1-1");
  std::ofstream(folder / "newlyn-spill-1-1" / "left") << "records of a killed program";
  StoreOptions options;
  options.memory_bytes_max = size_t{96} << 20;
  options.temporary_folder = folder;
  {
    const auto store = Store::open(options);
    const auto other = Store::open(options);
    EXPECT_FALSE(fs::exists(folder / "newlyn-spill-1-1"));
    store->run("CREATE TABLE t AS SELECT md5(i::VARCHAR) AS a FROM range(4000000) r(i)");
    size_t folders = 0;
    size_t files = 0;
    for (const auto& entry : fs::directory_iterator(folder)) {
      ++folders;
      EXPECT_EQ(entry.status().permissions() & fs::perms::all, fs::perms::owner_all);
      for ([[maybe_unused]] const auto& file : fs::directory_iterator(entry)) ++files;
    }
    EXPECT_EQ(folders, 2u);
    EXPECT_GT(files, 0u);
  }
  EXPECT_TRUE(fs::is_empty(folder));
  fs::remove_all(folder);
}

TEST(store, columns_are_encoded_in_the_order_of_rows_with_empty_as_null) {
  const auto store = memory_store();
  store->run("CREATE TABLE t (a VARCHAR, b VARCHAR)");
  store->run(
      "INSERT INTO t SELECT CASE WHEN i % 3 = 0 THEN NULL WHEN i % 3 = 1 THEN '' ELSE "
      "'value ' || (i % 1000) END, i::VARCHAR FROM range(300000) r(i)");
  uint64_t last = 0;
  const auto columns = store->columns("SELECT a, b FROM t", [&](uint64_t rows) { last = rows; });
  EXPECT_EQ(last, 300000u);
  ASSERT_EQ(columns.size(), 2u);
  EXPECT_EQ(columns[0].name, "a");
  EXPECT_EQ(columns[1].row_count(), 300000u);
  EXPECT_EQ(columns[1].values.value_count(), 300000u);
  for (size_t row = 0; row < 300000; ++row) {
    ASSERT_EQ(columns[1].text(row), std::to_string(row));
    ASSERT_EQ(columns[0].text(row),
              row % 3 == 2 ? "value " + std::to_string(row % 1000) : std::string());
  }
}

TEST(store, columns_are_the_same_whatever_the_thread_count) {
  const size_t before = thread_count();
  std::vector<std::vector<record::ValueCode>> seen;
  for (const size_t threads : {1, 2, 4}) {
    set_thread_count(threads);
    const auto store = memory_store();
    store->run("CREATE TABLE t AS SELECT (i * 7919 % 5003)::VARCHAR AS a FROM range(500000) r(i)");
    seen.push_back(store->columns("SELECT a FROM t")[0].codes);
  }
  set_thread_count(before);
  EXPECT_EQ(seen[0], seen[1]);
  EXPECT_EQ(seen[0], seen[2]);
}

TEST(store, columns_of_no_rows_keep_their_names) {
  const auto store = memory_store();
  const auto columns = store->columns("SELECT ''::VARCHAR AS a, ''::VARCHAR AS b LIMIT 0");
  ASSERT_EQ(columns.size(), 2u);
  EXPECT_EQ(columns[1].name, "b");
  EXPECT_EQ(columns[1].row_count(), 0u);
}

TEST(store, columns_refuses_what_is_not_text) {
  const auto store = memory_store();
  EXPECT_EQ(failure_of([&] { store->columns("SELECT 1 AS a"); }).code, Code::internal);
}

TEST(store, columns_reports_a_failure_in_the_middle_of_the_rows) {
  const auto store = memory_store();
  store->run(
      "CREATE TABLE t AS SELECT CASE WHEN i = 900000 THEN 'x' ELSE i::VARCHAR END AS a "
      "FROM range(1000000) r(i)");
  EXPECT_EQ(failure_of([&] { store->columns("SELECT (a::BIGINT + 1)::VARCHAR AS a FROM t"); }).code,
            Code::store_failed);
  EXPECT_EQ(store->number("SELECT 1"), 1);
}

TEST(store, appended_rows_are_there_after_close_in_their_order) {
  const auto store = memory_store();
  store->run("CREATE TABLE t (a VARCHAR, b BIGINT, c DOUBLE)");
  const auto appender = store->append("t");
  for (int64_t row = 0; row < 250000; ++row) {
    appender->add_text("row " + std::to_string(row));
    appender->add_integer(row);
    row % 2 == 0 ? appender->add_real(0.5) : appender->add_null();
    appender->end_row();
  }
  appender->close();
  EXPECT_EQ(store->number("SELECT count(*) FROM t"), 250000);
  EXPECT_EQ(store->number("SELECT count(*) FROM t WHERE rowid = b AND a = 'row ' || b"), 250000);
  EXPECT_EQ(store->number("SELECT count(c) FROM t"), 125000);
}

TEST(store, columns_are_appended_in_their_order_by_any_number_of_threads) {
  constexpr size_t kRows = 400'000;
  record::TextColumnBuilder texts("a");
  record::TextColumnBuilder numbers("b");
  for (size_t row = 0; row < kRows; ++row) {
    texts.add("a text of more than twelve bytes " + std::to_string(row % 1000));
    row % 3 == 0 ? numbers.add_null() : numbers.add(std::to_string(row));
  }
  const record::TextColumn a = texts.finish();
  const record::TextColumn b = numbers.finish();
  const size_t threads = thread_count();
  for (const size_t count : {size_t{1}, size_t{2}, size_t{7}}) {
    set_thread_count(count);
    const auto store = memory_store();
    store->run("CREATE TABLE t (a VARCHAR USING COMPRESSION dictionary, b VARCHAR)");
    const std::array columns = {CodedRows{&a.values, a.codes}, CodedRows{&b.values, b.codes}};
    store->append_columns("t", columns);
    EXPECT_EQ(store->number("SELECT count(*) FROM t"), 400'000);
    EXPECT_EQ(store->number("SELECT count(*) FROM t WHERE a = 'a text of more than twelve bytes ' "
                            "|| rowid % 1000 AND b IS NOT DISTINCT FROM CASE WHEN rowid % 3 > 0 "
                            "THEN CAST(rowid AS VARCHAR) END"),
              400'000);
    store->append_columns("t", {});
    EXPECT_EQ(store->number("SELECT count(*) FROM t"), 400'000);
  }
  set_thread_count(threads);
}

TEST(store, an_appender_not_closed_leaves_no_rows) {
  const auto store = memory_store();
  store->run("CREATE TABLE t (a VARCHAR, b VARCHAR)");
  {
    const auto appender = store->append("t");
    appender->add_text("x");
    appender->add_text("y");
    appender->end_row();
  }
  EXPECT_EQ(store->number("SELECT count(*) FROM t"), 0);
  {
    const auto appender = store->append("t");
    appender->add_text("half a row");
  }
  EXPECT_EQ(store->number("SELECT count(*) FROM t"), 0);
}

TEST(store, appending_to_no_table_says_which) {
  const auto store = memory_store();
  const Failure missing = failure_of([&] { store->append("nowhere"); });
  EXPECT_EQ(missing.code, Code::store_failed);
  EXPECT_NE(missing.message.find("nowhere"), std::string::npos);
}

TEST(store, a_watch_that_throws_stops_a_long_statement_within_a_second) {
  const auto store = memory_store();
  const double began = monotonic_seconds();
  store->set_watch([&] {
    if (monotonic_seconds() - began > 0.2) throw Error(Code::interrupted, "stop");
  });
  const Failure stopped = failure_of([&] {
    store->run("SELECT sum(hash(a.i, b.i)) FROM range(10000000) a(i), range(10000000) b(i)");
  });
  EXPECT_EQ(stopped.code, Code::interrupted);
  EXPECT_LT(monotonic_seconds() - began, 1.2);
  store->set_watch({});
  EXPECT_EQ(store->number("SELECT 2"), 2);
}

TEST(store, a_watch_of_columns_that_throws_stops_the_reading) {
  const auto store = memory_store();
  const Failure stopped = failure_of([&] {
    store->columns("SELECT i::VARCHAR AS a FROM range(100000000) r(i)", [](uint64_t rows) {
      if (rows > 100000) throw Error(Code::interrupted, "stop");
    });
  });
  EXPECT_EQ(stopped.code, Code::interrupted);
  EXPECT_EQ(store->number("SELECT 2"), 2);
}

TEST(store, interrupt_from_another_thread_stops_the_statement) {
  const auto store = memory_store();
  std::atomic<bool> over{false};
  std::thread other([&] {
    while (!over) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      store->interrupt();
    }
  });
  const Failure stopped = failure_of([&] {
    store->run("SELECT sum(hash(a.i, b.i)) FROM range(10000000) a(i), range(10000000) b(i)");
  });
  over = true;
  other.join();
  EXPECT_EQ(stopped.code, Code::interrupted);
}

TEST(store, a_file_keeps_its_tables_and_a_second_opener_is_refused) {
  const fs::path folder = fs::temp_directory_path() / "newlyn-store-test";
  fs::remove_all(folder);
  fs::create_directories(folder);
  StoreOptions options;
  options.path = folder / "kept.db";
  Store::open(options)->run("CREATE TABLE t AS SELECT 42 AS a");
  EXPECT_EQ(Store::open(options)->number("SELECT a FROM t"), 42);
  std::ofstream(folder / "text.db") << "this is no database, only some text in a file\n";
  options.path = folder / "text.db";
  EXPECT_EQ(failure_of([&] { Store::open(options); }).code, Code::store_failed);
  options.path = folder / "no" / "such" / "folder.db";
  EXPECT_EQ(failure_of([&] { Store::open(options); }).code, Code::store_failed);
  fs::remove_all(folder);
}

constexpr std::string_view kKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
constexpr std::string_view kOtherKey = "BBECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A folder of the test, gone at its end, and a store in it.
class EncryptedStore : public testing::Test {
 protected:
  EncryptedStore()
      : folder_(fs::temp_directory_path() /
                ("newlyn-encrypted-store-test-" + std::to_string(::getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "spill");
    options_.path = folder_ / "store.duckdb";
    options_.key = kKey;
    options_.memory_bytes_max = size_t{128} << 20;
    options_.temporary_folder = folder_ / "spill";
  }
  ~EncryptedStore() override { fs::remove_all(folder_); }

  // Whether any file below the folder, as it is now, holds the text.
  bool is_in_a_file(std::string_view text) const {
    for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
      if (entry.is_regular_file() && bytes_of(entry.path()).find(text) != std::string::npos) {
        return true;
      }
    }
    return false;
  }

  fs::path folder_;
  StoreOptions options_;
};

TEST_F(EncryptedStore, keeps_its_tables_and_opens_with_its_key_alone) {
  Store::open(options_)->run("CREATE TABLE t AS SELECT 42 AS a");
  EXPECT_TRUE(is_encrypted(options_.path));
  EXPECT_EQ(Store::open(options_)->number("SELECT a FROM t"), 42);
  options_.key = kOtherKey;
  const Failure other = failure_of([&] { Store::open(options_); });
  EXPECT_EQ(other.code, Code::access_refused);
  EXPECT_EQ(other.message.find(kOtherKey), std::string::npos) << other.message;
  options_.key.clear();
  EXPECT_EQ(failure_of([&] { Store::open(options_); }).code, Code::access_refused);
}

TEST_F(EncryptedStore, has_no_value_in_its_file_its_log_or_what_spills) {
  const std::string make =
      "CREATE TABLE t AS SELECT 'qzyxhaddad' || repeat('x', 60) || i AS name, hash(i)::VARCHAR AS "
      "other "
      "FROM range(2000000) r(i)";
  const std::string log = "INSERT INTO t VALUES ('qzyxhaddad', 'x')";
  // The search finds them where nothing is encrypted.
  {
    StoreOptions clear = options_;
    clear.key.clear();
    clear.path = folder_ / "clear.duckdb";
    const auto store = Store::open(clear);
    store->run("SET force_compression = 'uncompressed'");
    store->run(make);
    store->run("SET wal_autocheckpoint = '1GB'");
    store->run(log);
    EXPECT_TRUE(is_in_a_file("qzyxhaddad"));
  }
  fs::remove(folder_ / "clear.duckdb");
  const auto store = Store::open(options_);
  store->run("SET force_compression = 'uncompressed'");
  store->run(make);
  store->run(log);
  EXPECT_TRUE(fs::exists(options_.path + ".wal"));
  bool spilled = false;
  uint64_t asked = 0;
  store->columns("SELECT name FROM t ORDER BY other", [&](uint64_t) {
    if (asked++ % 200 != 0) return;
    for (const auto& entry : fs::recursive_directory_iterator(folder_ / "spill")) {
      spilled = spilled || (entry.is_regular_file() && entry.file_size() > 0);
    }
    EXPECT_FALSE(is_in_a_file("qzyxhaddad"));
  });
  EXPECT_TRUE(spilled);
  EXPECT_FALSE(is_in_a_file("qzyxhaddad"));
}

TEST_F(EncryptedStore, is_read_and_written_over_every_connection) {
  const auto store = Store::open(options_);
  store->run("CREATE TABLE t (a VARCHAR, b VARCHAR)");
  const auto appender = store->append("t");
  for (const std::string_view text : {"one", "two"}) {
    appender->add_text(text);
    appender->add_null();
    appender->end_row();
  }
  appender->close();
  const auto columns = store->table_columns({"t", {"a AS a", "b AS b"}});
  ASSERT_EQ(columns.size(), 2U);
  EXPECT_EQ(columns[0].codes.size(), 2U);
  const std::array<std::string_view, 2> texts = {"x", "y"};
  EXPECT_EQ(store->value_columns({"v", texts, {"upper(v) AS v"}})[0].codes.size(), 2U);
}

TEST_F(EncryptedStore, cannot_reach_the_web) {
  const auto store = Store::open(options_);
  for (const std::string_view address :
       {"https://example.org/x.csv", "s3://example.org/x.csv", "hf://datasets/example/x.csv"}) {
    const Failure closed =
        failure_of([&] { store->run("SELECT * FROM read_csv(" + quote_text(address) + ")"); });
    EXPECT_NE(closed.message.find("disabled"), std::string::npos) << closed.message;
  }
}

TEST_F(EncryptedStore, is_copied_under_another_key) {
  const auto store = Store::open(options_);
  store->run("CREATE TABLE t AS SELECT 42 AS a");
  const std::string copy = folder_ / "copy.duckdb";
  store->attach(copy, "anew", std::string(kOtherKey));
  store->run("COPY FROM DATABASE store TO anew; DETACH anew");
  EXPECT_EQ(failure_of([&] { store->attach(copy, "again", options_.key); }).code,
            Code::access_refused);
  options_.path = copy;
  options_.key = kOtherKey;
  EXPECT_EQ(Store::open(options_)->number("SELECT a FROM t"), 42);
}

TEST_F(EncryptedStore, a_file_in_clear_is_told_from_one_that_is_not) {
  EXPECT_FALSE(is_encrypted(options_.path));
  options_.key.clear();
  Store::open(options_)->run("CREATE TABLE t AS SELECT 42 AS a");
  EXPECT_FALSE(is_encrypted(options_.path));
}

TEST(store, a_missing_extension_names_the_folders_looked_in) {
  const auto store = memory_store();
  const Failure missing = failure_of([&] { store->load_extension("no_such_thing"); });
  EXPECT_EQ(missing.code, Code::store_failed);
  EXPECT_NE(missing.message.find("extensions"), std::string::npos) << missing.message;
}

TEST(store, names_and_texts_are_quoted) {
  EXPECT_EQ(quote_name("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(quote_text("it's"), "'it''s'");
  const auto store = memory_store();
  store->run("CREATE TABLE " + quote_name("odd \" name; --") + " (a INTEGER)");
  EXPECT_EQ(store->number("SELECT count(*) FROM " + quote_name("odd \" name; --")), 0);
}

MadeRows numbered_rows(uint64_t count) {
  using Type = MadeColumn::Type;
  return {{{Type::integer, "number"}, {Type::text, "text"}, {Type::real, "half"}},
          count,
          [](uint64_t begin, uint64_t end, Appender& rows) {
            for (uint64_t row = begin; row < end; ++row) {
              rows.add_integer(static_cast<int64_t>(row));
              if (row % 3 == 0) {
                rows.add_null();
              } else {
                rows.add_text("row " + std::to_string(row));
              }
              rows.add_real(static_cast<double>(row) / 2);
              rows.end_row();
            }
          }};
}

TEST(store, rows_are_read_in_order_as_they_are_made) {
  const auto store = memory_store();
  for (const uint64_t count : {0u, 1u, 2048u, 100'000u}) {
    store->run_over(numbered_rows(count),
                    "CREATE OR REPLACE TABLE made AS SELECT *, row_number() OVER () - 1 AS place "
                    "FROM newlyn_rows()");
    EXPECT_EQ(store->number("SELECT count(*) FROM made"), static_cast<int64_t>(count));
    EXPECT_EQ(store->number("SELECT count(*) FROM made WHERE number = place AND half = place / 2 "
                            "AND text IS NOT DISTINCT FROM CASE WHEN place % 3 > 0 "
                            "THEN 'row ' || place END"),
              static_cast<int64_t>(count));
  }
}

TEST(store, what_making_rows_throws_passes_on_and_the_next_rows_are_read) {
  const auto store = memory_store();
  MadeRows rows = numbered_rows(5000);
  rows.make = [make = rows.make](uint64_t begin, uint64_t end, Appender& made) {
    if (begin > 0) throw Error(Code::interrupted, "Stopped while rows were made.");
    make(begin, end, made);
  };
  const Failure failed =
      failure_of([&] { store->run_over(rows, "CREATE TABLE made AS FROM newlyn_rows()"); });
  EXPECT_EQ(failed.code, Code::interrupted);
  EXPECT_EQ(failed.message, "Stopped while rows were made.");
  store->run_over(numbered_rows(10), "CREATE TABLE made AS FROM newlyn_rows()");
  EXPECT_EQ(store->number("SELECT count(*) FROM made"), 10);
}

TEST(store, columns_of_a_query_are_told_without_running_it) {
  const auto store = memory_store();
  store->run("CREATE TABLE t (id DECIMAL(20, 0), \"a b\" VARCHAR, born DATE, n BIGINT, x REAL)");
  std::string told;
  for (const QueryColumn& column :
       store->columns_of("SELECT *, CAST(error('run') AS VARCHAR) AS failed FROM t")) {
    told += column.name + (column.is_number ? " is a number; " : "; ");
  }
  EXPECT_EQ(told, "id is a number; a b; born; n is a number; x is a number; failed; ");
  const Failure missing = failure_of([&] { store->columns_of("FROM nowhere"); });
  EXPECT_EQ(missing.code, Code::store_failed);
}

TEST(store, is_untouched_until_a_statement_is_run) {
  const auto store = memory_store();
  EXPECT_TRUE(store->is_untouched());
  store->run("CREATE TABLE t (n INTEGER)");
  EXPECT_FALSE(store->is_untouched());
}

TEST(store, questions_apart_are_answered_at_the_same_time) {
  const auto store = memory_store();
  store->run("CREATE TABLE t AS SELECT i FROM range(1000) r(i)");
  std::array<std::string, 8> answers;
  parallel_ranges(answers.size(), 1, [&](size_t i, size_t) {
    answers[i] = store
                     ->rows_apart("SELECT count(*) + $1 FROM t",
                                  std::array{Parameter::of(static_cast<int64_t>(i))})
                     .rows[0][0]
                     .value_or("");
  });
  for (size_t i = 0; i < answers.size(); ++i) EXPECT_EQ(answers[i], std::to_string(1000 + i));
}

}  // namespace
}  // namespace newlyn::store
