// SPDX-License-Identifier: MIT
// The history says what the last run copied, the table of records what earlier ones did.
#include "workspace/quality/stored_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "source/crawl.h"

namespace newlyn::workspace {

std::vector<StoredColumn> stored_columns(store::Store& store,
                                         const source::Definition& definition) {
  std::vector<StoredColumn> columns;
  for (const source::KnownColumn& known : source::known_columns(store, definition.name)) {
    if (known.copied) columns.push_back({known.name});
  }
  const std::string table = "record_" + definition.name;
  const store::TextRows kept =
      store.rows("SELECT column_name FROM duckdb_columns() WHERE table_name = $1",
                 std::array{store::Parameter::of(std::string_view(table))});
  for (const source::MappedColumn& mapped : definition.columns) {
    const bool there = std::any_of(kept.rows.begin(), kept.rows.end(), [&](const auto& row) {
      return row[0].value_or("") == mapped.name;
    });
    const bool listed = std::any_of(columns.begin(), columns.end(),
                                    [&](const auto& column) { return column.name == mapped.name; });
    if (there && !listed) columns.push_back({mapped.name, true});
  }
  return columns;
}

std::string kept_back_words(const std::string& source, const std::vector<StoredColumn>& columns) {
  std::string names;
  for (const StoredColumn& column : columns) {
    if (column.kept_back) names += (names.empty() ? "" : ", ") + column.name;
  }
  if (names.empty()) return names;
  return fmt::format(
      "The source '{}' no longer has its column {} as it was: its values are measured as they were "
      "last read. newlyn source check {} says what changed.",
      source, names, source);
}

}  // namespace newlyn::workspace
