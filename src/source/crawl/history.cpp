// SPDX-License-Identifier: MIT
// Every table is appended to and never updated, except when a source is erased.
#include "source/crawl/history.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <span>

#include "base/clock.h"
#include "source/crawl/batches.h"
#include "source/note_failure.h"

namespace newlyn::source {
namespace {

using store::Parameter;
using store::quote_name;

constexpr std::string_view kRunColumns =
    "run, source, began, ended, state, kind, rows_read, rows_kept, rows_rejected, rows_filtered, "
    "added, changed, returned, unchanged, unseen, gone, content_hash, delivered, watermark, "
    "definition, message";

Parameter text(const std::string& value) { return Parameter::of(std::string_view(value)); }

uint64_t number_of(const std::optional<std::string>& value) {
  uint64_t number = 0;
  if (value) std::from_chars(value->data(), value->data() + value->size(), number);
  return number;
}

SourceRun run_of(const std::vector<std::optional<std::string>>& row) {
  SourceRun run;
  size_t i = 0;
  const auto next_text = [&] { return row[i++].value_or(""); };
  const auto next_number = [&] { return number_of(row[i++]); };
  run.run = static_cast<int64_t>(next_number());
  run.source = next_text();
  run.began = static_cast<int64_t>(next_number());
  run.ended = static_cast<int64_t>(next_number());
  run.state = next_text();
  run.kind = next_text();
  for (uint64_t* count :
       {&run.rows_read, &run.rows_kept, &run.rows_rejected, &run.rows_filtered, &run.added,
        &run.changed, &run.returned, &run.unchanged, &run.unseen, &run.gone}) {
    *count = next_number();
  }
  run.content_hash = next_text();
  run.delivered = static_cast<int64_t>(next_number());
  run.watermark = next_text();
  run.definition = next_text();
  run.message = next_text();
  return run;
}

std::optional<SourceRun> last_run(store::Store& store, const std::string& source,
                                  std::string_view condition) {
  const store::TextRows rows = store.rows(
      fmt::format("SELECT {} FROM {}.main.source_run WHERE source = $1 AND state = 'complete'{} "
                  "ORDER BY run DESC LIMIT 1",
                  kRunColumns, kOwnCatalog, condition),
      std::array{text(source)});
  if (rows.rows.empty()) return std::nullopt;
  return run_of(rows.rows[0]);
}

bool has_records(store::Store& store, const std::string& source) {
  return store.number(
             "SELECT count(*) FROM duckdb_tables() WHERE database_name = $1 AND "
             "table_name = $2",
             std::array{Parameter::of(kOwnCatalog), text("record_" + source)}) > 0;
}

}  // namespace

std::string record_table(const std::string& source) {
  return fmt::format("{}.main.{}", kOwnCatalog, quote_name("record_" + source));
}

// Most records have one version: only later ones are looked for, and no row is sorted.
std::string last_versions_sql(const std::string& table) {
  return fmt::format(
      "SELECT this.* FROM {0} this ANTI JOIN (SELECT newlyn_native_id, newlyn_version FROM {0} "
      "WHERE newlyn_version > 1) later ON later.newlyn_native_id = this.newlyn_native_id AND "
      "later.newlyn_version > this.newlyn_version",
      table);
}

std::string current_sql(const std::string& source) {
  return last_versions_sql(record_table(source));
}

void prepare_history(store::Store& store) {
  store.run(fmt::format(
      "CREATE TABLE IF NOT EXISTS {0}.main.source_run_begun (run BIGINT, source VARCHAR, began "
      "BIGINT);"
      "CREATE TABLE IF NOT EXISTS {0}.main.source_run (run BIGINT, source VARCHAR, began BIGINT, "
      "ended BIGINT, state VARCHAR, kind VARCHAR, rows_read BIGINT, rows_kept BIGINT, "
      "rows_rejected BIGINT, rows_filtered BIGINT, added BIGINT, changed BIGINT, returned BIGINT, "
      "unchanged BIGINT, unseen BIGINT, gone BIGINT, content_hash VARCHAR, delivered BIGINT, "
      "watermark VARCHAR, definition VARCHAR, message VARCHAR);"
      "CREATE TABLE IF NOT EXISTS {0}.main.source_column (run BIGINT, source VARCHAR, position "
      "INTEGER, name VARCHAR, type VARCHAR, copied BOOLEAN);"
      "CREATE TABLE IF NOT EXISTS {0}.main.source_unseen (run BIGINT, source VARCHAR, native_id "
      "VARCHAR);"
      "CREATE TABLE IF NOT EXISTS {0}.main.source_batch (run BIGINT, source VARCHAR, number "
      "BIGINT, "
      "plan VARCHAR, began BIGINT, reached VARCHAR, watermark VARCHAR, rows_read BIGINT, rows_kept "
      "BIGINT, rows_filtered BIGINT, rows_keyless BIGINT, rows_too_long BIGINT);"
      // A workspace may hold the table as it was before these.
      "ALTER TABLE {0}.main.source_batch ADD COLUMN IF NOT EXISTS rows_broken BIGINT;"
      "ALTER TABLE {0}.main.source_batch ADD COLUMN IF NOT EXISTS broken VARCHAR;"
      "ALTER TABLE {0}.main.source_batch ADD COLUMN IF NOT EXISTS too_long VARCHAR",
      kOwnCatalog));
}

SourceRun begin_run(store::Store& store, const std::string& source) {
  SourceRun run;
  run.source = source;
  run.began = now_micros();
  run.run = store.number(
      fmt::format("SELECT coalesce(max(run), 0) + 1 FROM {}.main.source_run_begun", kOwnCatalog));
  store.run(fmt::format("INSERT INTO {}.main.source_run_begun VALUES ($1, $2, $3)", kOwnCatalog),
            std::array{Parameter::of(run.run), text(source), Parameter::of(run.began)});
  return run;
}

void end_run(store::Store& store, const SourceRun& run) {
  std::vector<Parameter> values{Parameter::of(run.run),   text(run.source),
                                Parameter::of(run.began), Parameter::of(now_micros()),
                                text(run.state),          text(run.kind)};
  for (const uint64_t count :
       {run.rows_read, run.rows_kept, run.rows_rejected, run.rows_filtered, run.added, run.changed,
        run.returned, run.unchanged, run.unseen, run.gone}) {
    values.push_back(Parameter::of(static_cast<int64_t>(count)));
  }
  values.push_back(text(run.content_hash));
  values.push_back(Parameter::of(run.delivered));
  values.push_back(text(run.watermark));
  values.push_back(text(run.definition));
  values.push_back(text(run.message));
  std::string marks;
  for (size_t i = 1; i <= values.size(); ++i) marks += fmt::format("{}${}", i == 1 ? "" : ", ", i);
  store.run(fmt::format("INSERT INTO {}.main.source_run ({}) VALUES ({})", kOwnCatalog, kRunColumns,
                        marks),
            values);
}

void note_failure(store::Store& store, const std::string& source, const std::string& message) {
  SourceRun run = begin_run(store, source);
  run.state = "failed";
  run.message = message;
  end_run(store, run);
}

std::vector<SourceRun> source_runs(store::Store& store, const std::string& source, size_t count) {
  const store::TextRows rows = store.rows(
      fmt::format("SELECT {} FROM {}.main.source_run WHERE source = $1 ORDER BY run DESC LIMIT {}",
                  kRunColumns, kOwnCatalog, count),
      std::array{text(source)});
  std::vector<SourceRun> runs;
  for (const auto& row : rows.rows) runs.push_back(run_of(row));
  return runs;
}

std::optional<SourceRun> last_complete(store::Store& store, const std::string& source) {
  return last_run(store, source, "");
}

std::optional<SourceRun> last_full(store::Store& store, const std::string& source) {
  return last_run(store, source, " AND kind NOT IN ('incremental', 'arrivals')");
}

int64_t last_complete_run(store::Store& store, const std::string& source) {
  const auto last = last_complete(store, source);
  return last ? last->run : 0;
}

std::optional<int64_t> interrupted_run(store::Store& store, const std::string& source,
                                       int64_t before) {
  const int64_t last = store.number(
      fmt::format("SELECT coalesce(max(run), 0) FROM {}.main.source_run_begun WHERE source = $1 "
                  "AND run < {}",
                  kOwnCatalog, before),
      std::array{text(source)});
  const int64_t ended = store.number(
      fmt::format("SELECT coalesce(max(run), 0) FROM {}.main.source_run WHERE source = $1",
                  kOwnCatalog),
      std::array{text(source)});
  return last > ended ? std::optional(last) : std::nullopt;
}

uint64_t runs_since_full(store::Store& store, const std::string& source) {
  return static_cast<uint64_t>(store.number(
      fmt::format(
          "SELECT count(*) FROM {0}.main.source_run WHERE source = $1 AND state = "
          "'complete' AND kind = 'incremental' AND run > (SELECT coalesce(max(run), 0) FROM "
          "{0}.main.source_run WHERE source = $1 AND state = 'complete' AND kind NOT IN "
          "('incremental', 'arrivals'))",
          kOwnCatalog),
      std::array{text(source)}));
}

std::vector<KnownColumn> known_columns(store::Store& store, const std::string& source) {
  const store::TextRows rows = store.rows(
      fmt::format("SELECT name, type, copied FROM {0}.main.source_column WHERE source = $1 AND run "
                  "= (SELECT max(run) FROM {0}.main.source_column WHERE source = $1) ORDER BY "
                  "position",
                  kOwnCatalog),
      std::array{text(source)});
  std::vector<KnownColumn> columns;
  for (const auto& row : rows.rows) {
    columns.push_back({row[0].value_or(""), row[1].value_or(""), row[2].value_or("") == "true"});
  }
  return columns;
}

void store_columns(store::Store& store, const SourceRun& run,
                   const std::vector<KnownColumn>& columns) {
  for (size_t i = 0; i < columns.size(); ++i) {
    store.run(fmt::format("INSERT INTO {}.main.source_column VALUES ($1, $2, {}, $3, $4, {})",
                          kOwnCatalog, i + 1, columns[i].copied),
              std::array{Parameter::of(run.run), text(run.source), text(columns[i].name),
                         text(columns[i].type)});
  }
}

uint64_t record_count(store::Store& store, const std::string& source) {
  if (!has_records(store, source)) return 0;
  return static_cast<uint64_t>(store.number(fmt::format(
      "SELECT count(*) FROM ({}) WHERE newlyn_operation <> 'gone'", current_sql(source))));
}

namespace {

/// The values of the last version of a record that meets a condition.
std::vector<std::pair<std::string, std::string>> last_values(
    store::Store& store, const std::string& source, const std::string& condition,
    std::span<const Parameter> parameters) {
  std::vector<std::pair<std::string, std::string>> values;
  if (!has_records(store, source)) return values;
  const store::TextRows rows = store.rows(
      fmt::format("SELECT * EXCLUDE (newlyn_version, newlyn_sequence, newlyn_operation, "
                  "newlyn_run, newlyn_row_hash) FROM {} WHERE newlyn_native_id = $1{} ORDER BY "
                  "newlyn_version DESC LIMIT 1",
                  record_table(source), condition),
      parameters);
  if (rows.rows.empty()) return values;
  for (size_t i = 0; i < rows.columns.size(); ++i) {
    if (rows.rows[0][i]) values.emplace_back(rows.columns[i], *rows.rows[0][i]);
  }
  return values;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> record_values(store::Store& store,
                                                               const std::string& source,
                                                               const std::string& native_id) {
  return last_values(store, source, "", std::array{text(native_id)});
}

std::vector<std::pair<std::string, std::string>> record_values(store::Store& store,
                                                               const std::string& source,
                                                               const std::string& native_id,
                                                               const std::string& by) {
  return last_values(
      store, source,
      fmt::format(" AND newlyn_run IN (SELECT run FROM {}.main.source_run_begun WHERE "
                  "make_timestamp(began) < try_cast($2 AS TIMESTAMP) + INTERVAL 1 SECOND)",
                  kOwnCatalog),
      std::array{text(native_id), text(by)});
}

void erase_records(store::Store& store, const std::string& source) {
  store.run("BEGIN TRANSACTION");
  try {
    if (has_records(store, source)) store.run("DROP TABLE " + record_table(source));
    drop_batches(store, source);
    for (const std::string_view table :
         {"source_run_begun", "source_run", "source_column", "source_unseen"}) {
      store.run(fmt::format("DELETE FROM {}.main.{} WHERE source = $1", kOwnCatalog, table),
                std::array{text(source)});
    }
    store.run("COMMIT");
  } catch (...) {
    store.run("ROLLBACK");
    throw;
  }
}

void roll_back(store::Store& store) noexcept {
  try {
    store.run("ROLLBACK");
  } catch (const std::exception&) {
    return;
  }
}

BesideStore::BesideStore(store::Store& store) : store_(store) {
  store_.run("ATTACH IF NOT EXISTS ':memory:' AS beside; USE beside");
}

// What cannot be undone here is undone when the store is closed.
BesideStore::~BesideStore() {
  for (const std::string_view statement :
       {"USE store", "DETACH DATABASE IF EXISTS beside", "DETACH DATABASE IF EXISTS peer",
        "DROP SECRET IF EXISTS newlyn_peer"}) {
    try {
      store_.run(statement);
    } catch (const std::exception&) {
      continue;
    }
  }
}

}  // namespace newlyn::source
