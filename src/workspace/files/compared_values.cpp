// SPDX-License-Identifier: MIT
// Finds the columns behind a comparison: by the model's word, else in the SQL of its levels.
#include "workspace/files/compared_values.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <vector>

namespace newlyn::workspace {
namespace {

/// Codes made from names for comparing; they tell a reader nothing.
bool is_code(std::string_view column) {
  return column.ends_with("_variants") || column.ends_with("_phonetic");
}

bool is_word(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' || letter < 0;
}

/// True when the SQL reads `column` as column_l, bare or quoted.
bool reads_column(std::string_view sql, std::string_view column) {
  const std::string side = std::string(column) + "_l";
  for (size_t at = sql.find(side); at != std::string_view::npos; at = sql.find(side, at + 1)) {
    const size_t end = at + side.size();
    const bool begins = at == 0 || !is_word(sql[at - 1]);
    const bool ends = end == sql.size() || !is_word(sql[end]);
    if (begins && ends) return true;
  }
  return false;
}

bool is_read(const linkage::ModelComparison& comparison, const std::string& column) {
  if (!comparison.columns.empty()) {
    return std::find(comparison.columns.begin(), comparison.columns.end(), column) !=
           comparison.columns.end();
  }
  return std::any_of(comparison.levels.begin(), comparison.levels.end(),
                     [&](const auto& level) { return reads_column(level.sql, column); });
}

}  // namespace

std::string compared_value(const LinkedFiles& files, const linkage::ModelComparison& comparison,
                           uint32_t record) {
  std::string values;
  for (const linkage::LinkColumn& column : files.compared) {
    const bool own = column.column.name == comparison.name;
    if (!own && (is_code(column.column.name) || !is_read(comparison, column.column.name))) continue;
    const std::string value = column.column.codes[record] == record::kNullCode
                                  ? std::string()
                                  : std::string(column.column.text(record));
    // A column called as the comparison is what it is about; others only help to compare it.
    if (own) return value;
    if (value.empty()) continue;
    values += (values.empty() ? "" : ", ") + value;
  }
  return values;
}

}  // namespace newlyn::workspace
