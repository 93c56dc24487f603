// SPDX-License-Identifier: MIT
// Set-wise SQL over the delivery and the last versions. A record's last values are compared by a
// hash that is computed from them, so that it does not matter which columns were copied before.
#include "source/crawl/store_rows.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <map>

#include "source/crawl/history.h"

namespace newlyn::source {
namespace {

using store::quote_name;
using store::quote_text;

std::string staged(const StoringRows& rows) {
  return "beside.main." + quote_name(rows.taking.table);
}

void prepare_table(store::Store& store, const StoringRows& rows) {
  const std::string table = record_table(rows.definition.name);
  store.run(
      fmt::format("CREATE TABLE IF NOT EXISTS {} (newlyn_native_id VARCHAR, newlyn_version "
                  "INTEGER, newlyn_sequence BIGINT, newlyn_run BIGINT, newlyn_operation "
                  "VARCHAR, newlyn_row_hash UBIGINT)",
                  table));
  for (const auto* columns : {&rows.taking.columns, &rows.kept_back}) {
    for (const std::string& column : *columns) {
      store.run(fmt::format("ALTER TABLE {} ADD COLUMN IF NOT EXISTS {} VARCHAR", table,
                            quote_name(column)));
    }
  }
}

int64_t next_sequence(store::Store& store, const std::string& source) {
  return store.number(
      fmt::format("SELECT coalesce(max(newlyn_sequence), 0) FROM {}", record_table(source)));
}

// "", "a", "b" with `before` in front of each name.
std::string listed(const std::vector<std::string>& columns, std::string_view before) {
  std::string list;
  for (const std::string& column : columns) {
    list += fmt::format(", {}{}", before, quote_name(column));
  }
  return list;
}

void count_versions(store::Store& store, SourceRun& run) {
  const store::TextRows counts = store.rows(
      fmt::format("SELECT newlyn_operation, count(*) FROM {} WHERE newlyn_run = {} GROUP BY 1",
                  record_table(run.source), run.run));
  for (const auto& row : counts.rows) {
    uint64_t number = 0;
    const std::string text = row[1].value_or("0");
    std::from_chars(text.data(), text.data() + text.size(), number);
    if (row[0] == "added") run.added = number;
    if (row[0] == "changed") run.changed = number;
    if (row[0] == "returned") run.returned = number;
    if (row[0] == "gone") run.gone = number;
  }
  run.unchanged = run.rows_kept - run.added - run.changed - run.returned;
}

// The runs in which records of a source arrived by themselves.
std::string arrival_runs(const std::string& source) {
  return fmt::format("SELECT run FROM {}.main.source_run WHERE source = {} AND kind = 'arrivals'",
                     kOwnCatalog, quote_text(source));
}

}  // namespace

uint64_t take_out(store::Store& store, const Taking& taking, const LeftOut& left_out) {
  const std::string table = quote_name(taking.table);
  const std::string listed = "newlyn_native_id IN (SELECT native_id FROM newlyn_left_out)";
  uint64_t gone = 0;
  if (!left_out.rows.empty()) {
    list_ids(store, left_out.rows);
    gone = store.run(fmt::format("DELETE FROM {} WHERE {}", table, listed));
  }
  std::map<std::vector<std::string>, std::vector<std::string>> rows;
  for (const auto& [row, columns] : left_out.columns) rows[columns].push_back(row);
  for (const auto& [columns, ids] : rows) {
    list_ids(store, ids);
    for (const std::string& column : columns) {
      store.run(fmt::format("UPDATE {} SET {} = NULL WHERE {}", table, quote_name(column), listed));
    }
    store.run(fmt::format("UPDATE {} SET newlyn_row_hash = {} WHERE {}", table,
                          row_hash_sql(taking.columns), listed));
  }
  return gone;
}

void list_ids(store::Store& store, const std::vector<std::string>& ids) {
  store.run("CREATE OR REPLACE TABLE newlyn_left_out (native_id VARCHAR)");
  const auto appender = store.append("newlyn_left_out");
  for (const std::string& id : ids) {
    appender->add_text(id);
    appender->end_row();
  }
  appender->close();
}

std::string current_of_sql(const std::string& source, const std::string& table) {
  return fmt::format(
      "SELECT * FROM {} WHERE newlyn_native_id IN (SELECT newlyn_native_id FROM {}) QUALIFY "
      "row_number() OVER (PARTITION BY newlyn_native_id ORDER BY newlyn_version DESC) = 1",
      record_table(source), table);
}

void store_versions(store::Store& store, const StoringRows& rows, SourceRun& run) {
  prepare_table(store, rows);
  const std::string table = record_table(run.source);
  // What arrived by itself is the delivery's from the first that shows it.
  const bool arrivals = run.kind == "arrivals";
  const std::string confirmed =
      arrivals ? std::string() : fmt::format(" OR c.newlyn_run IN ({})", arrival_runs(run.source));
  const std::string delta = fmt::format(
      "SELECT s.*, s.rowid AS newlyn_place, coalesce(c.newlyn_version, 0) + 1 AS newlyn_next, CASE "
      "WHEN c.newlyn_native_id IS NULL THEN 'added' WHEN c.newlyn_operation = 'gone' THEN "
      "'returned' WHEN c.newlyn_now_hash <> s.newlyn_row_hash{} THEN 'changed' END AS "
      "newlyn_change{} FROM {} s LEFT JOIN (SELECT *, {} AS newlyn_now_hash FROM ({})) c USING "
      "(newlyn_native_id)",
      confirmed, listed(rows.kept_back, "c."), staged(rows), row_hash_sql(rows.taking.columns),
      arrivals ? current_of_sql(run.source, staged(rows)) : current_sql(run.source));
  store.run(fmt::format(
      "INSERT INTO {} (newlyn_native_id, newlyn_version, newlyn_sequence, newlyn_run, "
      "newlyn_operation, newlyn_row_hash{}{}) SELECT newlyn_native_id, newlyn_next, {} + 1 + "
      "newlyn_place, {}, newlyn_change, newlyn_row_hash{}{} FROM ({}) WHERE newlyn_change IS NOT "
      "NULL",
      table, listed(rows.taking.columns, ""), listed(rows.kept_back, ""),
      next_sequence(store, run.source), run.run, listed(rows.taking.columns, ""),
      listed(rows.kept_back, ""), delta));
  count_versions(store, run);
}

void store_absence(store::Store& store, const StoringRows& rows, SourceRun& run) {
  const std::string source = quote_text(run.source);
  run.unseen = store.run(fmt::format(
      "INSERT INTO {}.main.source_unseen SELECT {}, {}, newlyn_native_id FROM ({}) c WHERE "
      "newlyn_operation <> 'gone' AND newlyn_run NOT IN ({}) AND NOT EXISTS (SELECT 1 FROM {} s "
      "WHERE s.newlyn_native_id = c.newlyn_native_id)",
      kOwnCatalog, run.run, source, current_sql(run.source), arrival_runs(run.source),
      staged(rows)));
  if (run.unseen == 0) return;
  // This run and the complete clean ones before it, as many as it takes.
  const std::string runs = fmt::format(
      "SELECT run FROM (SELECT run FROM {}.main.source_run WHERE source = {} AND state = "
      "'complete' AND kind = 'full' ORDER BY run DESC LIMIT {}) UNION ALL SELECT {}",
      kOwnCatalog, source, rows.definition.gone_after - 1, run.run);
  const std::string missing = fmt::format(
      "SELECT native_id FROM {}.main.source_unseen WHERE source = {} AND run IN ({}) GROUP BY "
      "native_id HAVING count(*) = {}",
      kOwnCatalog, source, runs, rows.definition.gone_after);
  run.gone = store.run(fmt::format(
      "INSERT INTO {} BY NAME SELECT * REPLACE (newlyn_version + 1 AS newlyn_version, {} + "
      "row_number() OVER () AS newlyn_sequence, {} AS newlyn_run, 'gone' AS newlyn_operation) FROM "
      "({}) WHERE newlyn_native_id IN ({})",
      record_table(run.source), next_sequence(store, run.source), run.run, current_sql(run.source),
      missing));
}

void store_gone(store::Store& store, const std::vector<std::string>& native_ids, SourceRun& run) {
  std::string listed;
  for (const std::string& id : native_ids) {
    listed += (listed.empty() ? "" : ", ") + quote_text(id);
  }
  run.gone = store.run(fmt::format(
      "INSERT INTO {0} BY NAME SELECT * REPLACE (newlyn_version + 1 AS newlyn_version, {1} + "
      "row_number() OVER () AS newlyn_sequence, {2} AS newlyn_run, 'gone' AS newlyn_operation) "
      "FROM "
      "(SELECT * FROM {0} WHERE newlyn_native_id IN ({3}) QUALIFY row_number() OVER (PARTITION BY "
      "newlyn_native_id ORDER BY newlyn_version DESC) = 1) WHERE newlyn_operation <> 'gone'",
      record_table(run.source), next_sequence(store, run.source), run.run, listed));
}

}  // namespace newlyn::source
