// SPDX-License-Identifier: MIT
// What compiled comparisons need of whole columns, made once when first asked for.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
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
/// two texts can be at most, or how far apart at least, without a look at the texts.
struct alignas(32) LetterSet {  // none lies in two lines of the cache
  uint64_t classes = 0;         // met at all
  uint64_t repeated = 0;        // met twice or more
  uint32_t length = 0;          // bytes
  uint32_t first = 0;  // the first four bytes, the very first lowest; zero where there are fewer

  static LetterSet of(std::string_view text) noexcept;

  /// How many of its bytes another text lacks, at least.
  uint32_t surplus_over(const LetterSet& other) const noexcept {
    return static_cast<uint32_t>(std::popcount(classes & ~other.classes) +
                                 std::popcount(repeated & ~other.repeated));
  }
};

/// The fewest edits, swaps among them, that can lie between two texts: each byte that only one of
/// them has costs an edit of its own there.
inline uint32_t edits_at_least(const LetterSet& left, const LetterSet& right) noexcept {
  const uint32_t longer =
      left.length > right.length ? left.length - right.length : right.length - left.length;
  return std::max({left.surplus_over(right), right.surplus_over(left), longer});
}

/// Whether the Jaro or Jaro-Winkler similarity of two texts can reach a bound: m letters in common
/// give at most (m / left + m / right + 1) / 3, and equal first bytes lower what is needed of that.
class SimilarityBound {
 public:
  SimilarityBound() = default;
  /// `winkler`: raised for equal first bytes.
  SimilarityBound(double least, bool winkler) noexcept;

  /// False only where the similarity is below the bound.
  bool within_reach(const LetterSet& left, const LetterSet& right) const noexcept {
    const uint32_t in_common =
        std::min(left.length - left.surplus_over(right), right.length - right.surplus_over(left));
    const uint32_t differs = left.first ^ right.first;
    const auto equal = static_cast<uint32_t>(std::countr_zero(differs)) / 8;  // 4 where none does
    const uint32_t prefix = std::min({equal, left.length, right.length});
    const double lengths = static_cast<double>(left.length) * right.length;
    return in_common * (static_cast<double>(left.length) + right.length) >=
           needed_[prefix] * lengths;
  }

 private:
  static constexpr uint32_t kPrefixes = 5;
  std::array<double, kPrefixes> needed_{};  // by equal first bytes: m (left + right) / (left right)
};

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
