// SPDX-License-Identifier: MIT
// What compiled comparisons need of whole columns, made once when first asked for.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pairs/pair_columns.h"

namespace newlyn::pairs {

/// Which letters a text holds, coarsely: its bytes fall into 64 classes. Enough to say how alike
/// two texts can be at most, or how far apart at least.
struct LetterSet {
  uint64_t classes = 0;
  uint32_t length = 0;  // bytes

  static LetterSet of(std::string_view text) noexcept;
};

/// The fewest edits, swaps among them, that can lie between two texts.
uint32_t edits_at_least(const LetterSet& left, const LetterSet& right) noexcept;

/// The highest Jaro similarity that two texts can have.
double jaro_at_most(const LetterSet& left, const LetterSet& right) noexcept;

/// Letters of values, and codes of one column in another. References stay good as long as this.
class PreparedValues {
 public:
  /// `columns` must outlive this and stay as it is.
  explicit PreparedValues(const PairColumns& columns) : columns_(columns) {}

  /// By value code.
  const std::vector<LetterSet>& letters(uint16_t column);
  /// For each code of `from`, the code that the same text has in `to`; kNullCode where it has none.
  const std::vector<record::ValueCode>& codes_in(uint16_t from, uint16_t to);
  /// A text that conditions name.
  std::string_view keep(std::string_view text) { return texts_.emplace_back(text); }

 private:
  const PairColumns& columns_;
  std::deque<std::string> texts_;
  std::map<uint16_t, std::vector<LetterSet>> letters_;
  std::map<std::pair<uint16_t, uint16_t>, std::vector<record::ValueCode>> codes_;
};

}  // namespace newlyn::pairs
