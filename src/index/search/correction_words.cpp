// SPDX-License-Identifier: MIT
// An index of words of its own, as small as what people set right.
#include "index/search/correction_words.h"

namespace newlyn::index {

CorrectionWords::CorrectionWords(const CorrectionBook& corrections,
                                 const linkage::FittedModel& fitted,
                                 const std::vector<bool>& is_unsearched) {
  for (const NumberedCorrection& kept : corrections.all()) {
    const Correction& of = kept.correction;
    const auto column = fitted.find(of.field);
    const bool is_value = !kept.withdrawn && !of.disputed && !of.value.empty();
    if (!is_value || !column || is_unsearched[*column]) continue;
    const std::string_view value = of.value;
    words_.add(static_cast<Row>(entries_.size()), {&value, 1}, texts_);
    entries_.push_back({of.record, of.field, static_cast<uint16_t>(*column)});
  }
}

std::vector<size_t> CorrectionWords::entries_with(TextCode word) const {
  std::vector<size_t> numbers;
  words_.each_place(word, [&](WordPlace place) {
    numbers.push_back(place.row);
    return true;
  });
  return numbers;
}

std::vector<size_t> CorrectionWords::entries_with(std::string_view text) const {
  const TextCode word = texts_.find(text);
  return word == TextTable::kNone ? std::vector<size_t>() : entries_with(word);
}

}  // namespace newlyn::index
