// SPDX-License-Identifier: MIT
// Finds the columns that SQL reads by their endings, word by word.
#include "linkage/model/default_name.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <string_view>

namespace newlyn::linkage {
namespace {

bool is_letter(char c) {
  // Bytes above 127 are parts of letters.
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || (c & 0x80) != 0;
}

bool ends_in_side(std::string_view word) {
  if (word.size() < 3 || word[word.size() - 2] != '_') return false;
  const char side = word.back();
  return side == 'l' || side == 'r' || side == 'L' || side == 'R';
}

/// Adds the columns of one condition that are not there yet, without _l and _r.
void add_columns(std::string_view sql, std::vector<std::string>& columns) {
  for (size_t i = 0; i < sql.size();) {
    const char c = sql[i];
    size_t end = i + 1;
    std::string_view word;
    if (c == '\'' || c == '"' || c == '`') {
      end = std::min(sql.find(c, i + 1), sql.size() - 1) + 1;
      if (c != '\'' && end > i + 2) word = sql.substr(i + 1, end - i - 2);
    } else if (is_letter(c)) {
      while (end < sql.size() && is_letter(sql[end])) ++end;
      word = sql.substr(i, end - i);
    }
    i = end;
    if (!ends_in_side(word)) continue;
    const std::string name(word.substr(0, word.size() - 2));
    if (std::find(columns.begin(), columns.end(), name) == columns.end()) columns.push_back(name);
  }
}

}  // namespace

std::string name_by_columns(const std::vector<ModelLevel>& levels) {
  std::vector<std::string> columns;
  for (const ModelLevel& level : levels) add_columns(level.sql, columns);
  return columns.size() == 1 ? columns[0] : fmt::format("custom_{}", fmt::join(columns, "_"));
}

}  // namespace newlyn::linkage
