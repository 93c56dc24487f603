// SPDX-License-Identifier: MIT
// The index of words knows the first column alone in which a word stands in a row; where that one
// is hidden, the others are read.
#include "index/search/seen_words.h"

namespace newlyn::index {

SeenWords::SeenWords(const WordIndex& words, const RecordTable& records, SeenRecords seen)
    : words_(words), records_(records), seen_(std::move(seen)), counted_(records.texts().size()) {}

SeenWords::SeenWords(const WordIndex& words, const RecordTable& records, HiddenRecords hidden)
    : words_(words), records_(records), hidden_(std::move(hidden)) {}

size_t SeenWords::holders(TextCode word) const {
  if (hidden_) {
    const auto found = hidden_->words.find(std::string(records_.texts()[word]));
    return words_.holders(word) - (found == hidden_->words.end() ? 0 : found->second);
  }
  const uint32_t known = counted_[word].load(std::memory_order_relaxed);
  if (known != 0) return known - 1;
  uint32_t count = 0;
  words_.each_place(word, [&](WordPlace place) {
    if (sees(word, place)) count += seen_.of_row[place.row];
    return true;
  });
  counted_[word].store(count + 1, std::memory_order_relaxed);
  return count;
}

bool SeenWords::sees(TextCode word, WordPlace& place) const {
  if (records_of(place.row) == 0) return false;
  if (hidden_) return true;
  if (seen_.columns[place.column]) return true;
  const std::string_view text = records_.texts()[word];
  for (size_t column = place.column + size_t{1}; column < seen_.columns.size(); ++column) {
    if (!seen_.columns[column]) continue;
    if (!has_word(records_.texts()[records_.code(place.row, column)], text)) continue;
    place.column = static_cast<uint16_t>(column);
    return true;
  }
  return false;
}

}  // namespace newlyn::index
