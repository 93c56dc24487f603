// SPDX-License-Identifier: MIT
// Encodes texts of a test as columns.
#include "pairs/testing/text_columns.h"

namespace newlyn::pairs {

PairColumn column_of(const std::vector<std::string>& texts) {
  record::TextColumnBuilder builder("value");
  for (const std::string& text : texts) builder.add(text);
  record::TextColumn built = builder.finish();
  PairColumn column;
  column.name = built.name;
  column.counts = built.counts();
  column.values = std::move(built.values);
  column.codes = std::move(built.codes);
  return column;
}

PairColumns columns_of(const std::vector<std::vector<std::string>>& texts) {
  PairColumns columns;
  columns.row_count = columns.record_count = texts.empty() ? 0 : texts.front().size();
  for (const std::vector<std::string>& column : texts) {
    columns.columns.push_back(column_of(column));
    columns.columns.back().name = "column " + std::to_string(columns.columns.size());
  }
  columns.pack_rows();
  return columns;
}

std::string short_value(Random& random) {
  if (random.below(6) == 0) return "";
  std::string text;
  const uint64_t words = 1 + random.below(3);
  for (uint64_t word = 0; word < words; ++word) {
    if (word > 0) text += ' ';
    const uint64_t letters = 1 + random.below(5);
    for (uint64_t i = 0; i < letters; ++i) text += static_cast<char>('a' + random.below(3));
  }
  return text;
}

}  // namespace newlyn::pairs
