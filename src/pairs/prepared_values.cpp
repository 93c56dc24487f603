// SPDX-License-Identifier: MIT
// Letters by value, and values of one column looked up in another.
#include "pairs/prepared_values.h"

#include <algorithm>
#include <bit>
#include <string_view>

namespace newlyn::pairs {

LetterSet LetterSet::of(std::string_view text) noexcept {
  LetterSet set;
  set.length = static_cast<uint32_t>(text.size());
  for (const char letter : text) {
    // Digits and marks below, letters above: neither hides the other.
    const auto byte = static_cast<uint8_t>(letter);
    set.classes |= uint64_t{1} << ((byte & 31U) | (byte & 64U ? 32U : 0U));
  }
  return set;
}

uint32_t edits_at_least(const LetterSet& left, const LetterSet& right) noexcept {
  // Every class that only one text has costs an edit of its own there.
  const auto only_left = static_cast<uint32_t>(std::popcount(left.classes & ~right.classes));
  const auto only_right = static_cast<uint32_t>(std::popcount(right.classes & ~left.classes));
  const uint32_t longer =
      left.length > right.length ? left.length - right.length : right.length - left.length;
  return std::max({only_left, only_right, longer});
}

double jaro_at_most(const LetterSet& left, const LetterSet& right) noexcept {
  const auto only_left = static_cast<uint32_t>(std::popcount(left.classes & ~right.classes));
  const auto only_right = static_cast<uint32_t>(std::popcount(right.classes & ~left.classes));
  const uint32_t matches = std::min(left.length - only_left, right.length - only_right);
  if (matches == 0) return 0;
  const double m = matches;
  // In the order of the similarity itself, so that rounding cannot turn the two round.
  return (m / left.length + m / right.length + 1.0) / 3.0;
}

const std::vector<LetterSet>& PreparedValues::letters(uint16_t column) {
  std::vector<LetterSet>& sets = letters_[column];
  const record::ValueSet& values = columns_.columns[column].values;
  if (!sets.empty()) return sets;
  sets.resize(values.value_count() + 1);
  for (record::ValueCode code = 1; code < sets.size(); ++code) {
    sets[code] = LetterSet::of(values[code]);
  }
  return sets;
}

const std::vector<record::ValueCode>& PreparedValues::codes_in(uint16_t from, uint16_t to) {
  std::vector<record::ValueCode>& codes = codes_[{from, to}];
  if (!codes.empty()) return codes;
  const record::ValueSet& wanted = columns_.columns[from].values;
  const record::ValueSet& there = columns_.columns[to].values;
  record::ValueIndex index(true);
  // A value set gives out codes in order, and so does an index.
  for (record::ValueCode code = 1; code <= there.value_count(); ++code) index.code_of(there[code]);
  codes.resize(wanted.value_count() + 1, record::kNullCode);
  for (record::ValueCode code = 1; code < codes.size(); ++code) {
    codes[code] = index.find(wanted[code]);
  }
  return codes;
}

}  // namespace newlyn::pairs
