// SPDX-License-Identifier: MIT
// Layouts in words.
#include "source/fixed/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "source/table/column_names.h"

namespace newlyn::source {
namespace {

[[noreturn]] void refuse(std::string_view part, std::string_view why) {
  throw Error(
      Code::request_invalid,
      fmt::format("The layout '{}' {}. Write each column as its name and its first and last "
                  "character: id 1-8, surname 9-38.",
                  part, why));
}

bool read_number(std::string_view text, size_t& number) {
  const char* end = text.data() + text.size();
  const auto [stopped, failed] = std::from_chars(text.data(), end, number);
  return failed == std::errc() && stopped == end && number > 0;
}

FixedColumn read_column(std::string_view part) {
  const size_t space = part.find_last_of(" :");
  const size_t dash = part.rfind('-');
  FixedColumn column;
  if (space == part.npos || dash == part.npos || dash < space ||
      !read_number(part.substr(space + 1, dash - space - 1), column.first) ||
      !read_number(part.substr(dash + 1), column.last) || column.last < column.first) {
    refuse(part, "is not understood");
  }
  column.name = trim(part.substr(0, space));
  if (column.name.empty()) refuse(part, "has no name");
  return column;
}

}  // namespace

std::vector<FixedColumn> read_layout(std::string_view text) {
  std::vector<FixedColumn> columns;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    const std::string_view part = trim(text.substr(0, comma));
    if (!part.empty()) columns.push_back(read_column(part));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  std::sort(columns.begin(), columns.end(),
            [](const auto& left, const auto& right) { return left.first < right.first; });
  for (size_t i = 1; i < columns.size(); ++i) {
    if (columns[i].first <= columns[i - 1].last) {
      refuse(columns[i].name, fmt::format("begins inside '{}'", columns[i - 1].name));
    }
  }
  if (columns.empty()) refuse(text, "names no column");
  return columns;
}

}  // namespace newlyn::source
