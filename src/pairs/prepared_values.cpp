// SPDX-License-Identifier: MIT
// Letters by value, and values of one column looked up in another.
#include "pairs/prepared_values.h"

#include <algorithm>
#include <string_view>

#include "pairs/comparators/jaro.h"

namespace newlyn::pairs {

LetterSet LetterSet::of(std::string_view text) noexcept {
  LetterSet set;
  set.length = static_cast<uint32_t>(text.size());
  for (const char letter : text) {
    // Digits and marks below, letters above: neither hides the other.
    const auto byte = static_cast<uint8_t>(letter);
    const uint64_t of_class = uint64_t{1} << ((byte & 31U) | (byte & 64U ? 32U : 0U));
    set.repeated |= set.classes & of_class;
    set.classes |= of_class;
  }
  for (size_t i = 0; i < std::min<size_t>(text.size(), sizeof(set.first)); ++i) {
    set.first |= static_cast<uint32_t>(static_cast<uint8_t>(text[i])) << (8 * i);
  }
  return set;
}

SimilarityBound::SimilarityBound(double least, bool winkler) noexcept {
  constexpr double kSlack = 1e-9;  // more than rounding can lift a similarity
  for (uint32_t prefix = 0; prefix < kPrefixes; ++prefix) {
    double jaro = least;
    if (winkler && least > kJaroBoostFrom) {
      const double raised = kJaroPrefixScale * prefix;
      jaro = std::max(kJaroBoostFrom, (least - raised) / (1 - raised));
    }
    needed_[prefix] = 3 * jaro - 1 - kSlack;
  }
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
