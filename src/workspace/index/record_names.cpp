// SPDX-License-Identifier: MIT
// Asks the table of the source's standard records.
#include "workspace/index/record_names.h"

#include <fmt/format.h>

#include <array>

namespace newlyn::workspace {

using store::Parameter;

std::vector<std::string> record_names(store::Store& store, const std::string& source,
                                      const std::string& kind) {
  std::vector<std::string> names;
  const std::string table = "standard_" + source;
  const bool there = store.number("SELECT count(*) FROM duckdb_tables() WHERE table_name = $1",
                                  std::array{Parameter::of(std::string_view(table))}) > 0;
  if (!there) return names;
  const auto rows = store.rows(
      fmt::format("SELECT DISTINCT newlyn_record FROM {} WHERE newlyn_kind = {} ORDER BY 1",
                  store::quote_name(table), store::quote_text(kind)));
  for (const auto& row : rows.rows) names.push_back(row[0].value_or(""));
  return names;
}

}  // namespace newlyn::workspace
