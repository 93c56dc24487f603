// SPDX-License-Identifier: MIT
// Columns out of the store, standard columns back into it through the appender.
#include "workspace/sources/standardise_source.h"

#include <fmt/format.h>

#include <array>

#include "record/field_kind.h"
#include "standardise/standardise.h"

namespace newlyn::workspace {
namespace {

using store::quote_name;

// The last version of every record that is not gone: its key, its version, what is copied.
std::vector<record::TextColumn> load_current(store::Store& store,
                                             const std::vector<std::string>& columns,
                                             const std::string& source) {
  std::string texts;
  for (const std::string& column : columns) texts += fmt::format(", {}", quote_name(column));
  return store.columns(fmt::format(
      "SELECT newlyn_native_id, CAST(newlyn_version AS VARCHAR){} FROM (SELECT * FROM {} QUALIFY "
      "newlyn_version = max(newlyn_version) OVER (PARTITION BY newlyn_native_id)) WHERE "
      "newlyn_operation <> 'gone'",
      texts, quote_name("record_" + source)));
}

// The run whose records a table of standard records was made of; 0 where there is none. It stands
// in the comment of the table.
int64_t made_of_run(store::Store& store, const std::string& table) {
  return store.number(
      "SELECT coalesce(max(try_cast(comment AS BIGINT)), 0) FROM duckdb_tables() WHERE table_name "
      "= $1",
      std::array{store::Parameter::of(std::string_view(table))});
}

void write_table(store::Store& store, const std::string& name,
                 const std::vector<record::TextColumn>& keys,
                 const standardise::StandardRecords& records) {
  std::string columns = "newlyn_native_id VARCHAR, newlyn_version VARCHAR";
  for (const standardise::StandardColumn& column : records.columns) {
    columns += fmt::format(", {} VARCHAR", quote_name(column.column.name));
  }
  store.run(fmt::format("CREATE OR REPLACE TABLE {} ({})", quote_name(name), columns));
  const auto appender = store.append(name);
  const auto add = [&](const record::TextColumn& column, size_t row) {
    const record::ValueCode code = column.codes[row];
    if (code == record::kNullCode) return appender->add_null();
    appender->add_text(column.values[code]);
  };
  for (size_t row = 0; row < records.record_count; ++row) {
    add(keys[0], row);
    add(keys[1], row);
    for (const standardise::StandardColumn& column : records.columns) add(column.column, row);
    appender->end_row();
  }
  appender->close();
}

}  // namespace

void standardise_source(store::Store& store, const source::Definition& definition,
                        RunContext& run) {
  const int64_t last = source::last_complete_run(store, definition.name);
  const std::string table = "standard_" + definition.name;
  if (last == made_of_run(store, table)) return;
  std::vector<std::string> names;
  std::vector<record::RecognisedColumn> recognised;
  for (const source::KnownColumn& column : source::known_columns(store, definition.name)) {
    for (const source::MappedColumn& mapped : definition.columns) {
      const auto kind = record::field_kind_named(mapped.kind);
      if (mapped.name != column.name || !kind) continue;
      names.push_back(column.name);
      recognised.push_back({column.name, *kind, 1, ""});
    }
  }
  if (names.empty()) return;
  run.step("standardising", [&] {
    std::vector<record::TextColumn> columns = load_current(store, names, definition.name);
    std::vector<record::TextColumn> keys;
    for (size_t i = 0; i < 2; ++i) keys.push_back(std::move(columns[i]));
    columns.erase(columns.begin(), columns.begin() + 2);
    const auto records =
        standardise::standardise_records({{definition.name, &columns, &recognised}});
    write_table(store, table, keys, records);
    store.run(fmt::format("COMMENT ON TABLE {} IS '{}'", quote_name(table), last));
  });
}

}  // namespace newlyn::workspace
