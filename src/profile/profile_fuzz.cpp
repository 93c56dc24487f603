// SPDX-License-Identifier: MIT
// Any bytes as a table: lines are rows, tabs part the cells, the first line is the header.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "profile/profile.h"

namespace {

using newlyn::record::TextColumn;
using newlyn::record::TextColumnBuilder;

constexpr size_t kColumnsMax = 40;

// Cuts the next piece off `text` at `mark`.
std::string_view cut(std::string_view& text, char mark) {
  const size_t end = text.find(mark);
  const std::string_view piece = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return piece;
}

std::vector<TextColumn> columns_of(std::string_view text) {
  std::vector<TextColumnBuilder> builders;
  std::string_view header = cut(text, '\n');
  do {
    builders.emplace_back(std::string(cut(header, '\t')));
  } while (!header.empty() && builders.size() < kColumnsMax);
  while (!text.empty()) {
    std::string_view row = cut(text, '\n');
    for (TextColumnBuilder& builder : builders) builder.add(cut(row, '\t'));
  }
  std::vector<TextColumn> columns;
  for (TextColumnBuilder& builder : builders) columns.push_back(builder.finish());
  return columns;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const std::vector<TextColumn> columns = columns_of(text);
  const auto recognised = newlyn::profile::recognise_columns(columns, {});
  if (recognised.size() != columns.size()) std::abort();
  for (size_t i = 0; i < columns.size(); ++i) {
    if (recognised[i].name != columns[i].name) std::abort();
    if (!(recognised[i].confidence > 0 && recognised[i].confidence <= 1)) std::abort();
    if (recognised[i].reason.empty()) std::abort();
  }
  return 0;
}
