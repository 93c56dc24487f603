// SPDX-License-Identifier: MIT
// Edit distances: bit-parallel where the shorter text fits a machine word, tables otherwise.
#include "pairs/comparators/edit_distance.h"

#include <algorithm>
#include <array>
#include <vector>

namespace newlyn::pairs {
namespace {

constexpr size_t kWordBits = 64;

uint32_t levenshtein_word(std::string_view pattern, std::string_view text) {
  thread_local std::array<uint64_t, 256> masks{};
  for (size_t i = 0; i < pattern.size(); ++i) {
    masks[static_cast<uint8_t>(pattern[i])] |= uint64_t{1} << i;
  }
  uint64_t plus = ~uint64_t{0};
  uint64_t minus = 0;
  const uint64_t last = uint64_t{1} << (pattern.size() - 1);
  auto score = static_cast<uint32_t>(pattern.size());
  for (const char letter : text) {
    const uint64_t match = masks[static_cast<uint8_t>(letter)];
    const uint64_t diagonal = (((match & plus) + plus) ^ plus) | match | minus;
    uint64_t horizontal_plus = minus | ~(diagonal | plus);
    uint64_t horizontal_minus = plus & diagonal;
    if (horizontal_plus & last) ++score;
    if (horizontal_minus & last) --score;
    horizontal_plus = (horizontal_plus << 1) | 1;
    horizontal_minus <<= 1;
    plus = horizontal_minus | ~(diagonal | horizontal_plus);
    minus = horizontal_plus & diagonal;
  }
  for (const char letter : pattern) masks[static_cast<uint8_t>(letter)] = 0;
  return score;
}

uint32_t levenshtein_table(std::string_view left, std::string_view right) {
  std::vector<uint32_t> row(right.size() + 1);
  for (size_t j = 0; j <= right.size(); ++j) row[j] = static_cast<uint32_t>(j);
  for (size_t i = 1; i <= left.size(); ++i) {
    uint32_t diagonal = row[0];
    row[0] = static_cast<uint32_t>(i);
    for (size_t j = 1; j <= right.size(); ++j) {
      const uint32_t above = row[j];
      const uint32_t replaced = diagonal + (left[i - 1] == right[j - 1] ? 0U : 1U);
      row[j] = std::min({replaced, above + 1, row[j - 1] + 1});
      diagonal = above;
    }
  }
  return row[right.size()];
}

/// Removes what both texts begin and end with; it never changes an edit distance.
void strip_common(std::string_view& left, std::string_view& right) noexcept {
  while (!left.empty() && !right.empty() && left.front() == right.front()) {
    left.remove_prefix(1);
    right.remove_prefix(1);
  }
  while (!left.empty() && !right.empty() && left.back() == right.back()) {
    left.remove_suffix(1);
    right.remove_suffix(1);
  }
}

}  // namespace

uint32_t levenshtein(std::string_view left, std::string_view right) {
  strip_common(left, right);
  if (left.size() > right.size()) std::swap(left, right);
  if (left.empty()) return static_cast<uint32_t>(right.size());
  if (left.size() <= kWordBits) return levenshtein_word(left, right);
  return levenshtein_table(left, right);
}

uint32_t levenshtein_to_one(std::string_view left, std::string_view right) noexcept {
  strip_common(left, right);
  return static_cast<uint32_t>(std::min<size_t>(std::max(left.size(), right.size()), 2));
}

uint32_t damerau_levenshtein(std::string_view left, std::string_view right) {
  strip_common(left, right);
  if (left.empty()) return static_cast<uint32_t>(right.size());
  if (right.empty()) return static_cast<uint32_t>(left.size());
  const size_t width = right.size() + 2;
  thread_local std::vector<uint32_t> table;
  table.assign((left.size() + 2) * width, 0);
  const auto cell = [&](size_t i, size_t j) -> uint32_t& { return table[i * width + j]; };
  const auto far = static_cast<uint32_t>(left.size() + right.size());
  cell(0, 0) = far;
  for (size_t i = 0; i <= left.size(); ++i) {
    cell(i + 1, 0) = far;
    cell(i + 1, 1) = static_cast<uint32_t>(i);
  }
  for (size_t j = 0; j <= right.size(); ++j) {
    cell(0, j + 1) = far;
    cell(1, j + 1) = static_cast<uint32_t>(j);
  }
  std::array<uint32_t, 256> last_row{};
  for (size_t i = 1; i <= left.size(); ++i) {
    size_t last_match = 0;
    for (size_t j = 1; j <= right.size(); ++j) {
      const size_t row = last_row[static_cast<uint8_t>(right[j - 1])];
      const size_t column = last_match;
      const bool same = left[i - 1] == right[j - 1];
      if (same) last_match = j;
      const uint32_t replaced = cell(i, j) + (same ? 0U : 1U);
      const uint32_t edited = std::min(cell(i + 1, j), cell(i, j + 1)) + 1;
      const uint32_t swapped =
          cell(row, column) + static_cast<uint32_t>((i - row - 1) + 1 + (j - column - 1));
      cell(i + 1, j + 1) = std::min({replaced, edited, swapped});
    }
    last_row[static_cast<uint8_t>(left[i - 1])] = static_cast<uint32_t>(i);
  }
  return cell(left.size() + 1, right.size() + 1);
}

bool within_one_edit(std::string_view left, std::string_view right) noexcept {
  if (left.size() > right.size()) std::swap(left, right);
  if (right.size() - left.size() > 1) return false;
  strip_common(left, right);
  if (left.empty()) return right.size() <= 1;
  if (left.size() == 1 && right.size() == 1) return true;
  return left.size() == 2 && right.size() == 2 && left[0] == right[1] && left[1] == right[0];
}

}  // namespace newlyn::pairs
