// SPDX-License-Identifier: MIT
// Jaro similarity with the assigned letters kept as bits of one word up to 64 bytes.
#include "pairs/comparators/jaro.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

namespace newlyn::pairs {
namespace {

constexpr size_t kWordBits = 64;
constexpr size_t kPrefixMax = 4;

double jaro_from_counts(double matches, double half_moved, size_t left, size_t right) {
  if (matches == 0) return 0;
  return (matches / static_cast<double>(left) + matches / static_cast<double>(right) +
          (matches - half_moved) / matches) /
         3.0;
}

double jaro_word(std::string_view left, std::string_view right, size_t window) {
  thread_local std::array<uint64_t, 256> masks{};
  for (size_t j = 0; j < right.size(); ++j) {
    masks[static_cast<uint8_t>(right[j])] |= uint64_t{1} << j;
  }
  uint64_t taken_left = 0;
  uint64_t taken_right = 0;
  for (size_t i = 0; i < left.size(); ++i) {
    const size_t from = i > window ? i - window : 0;
    const size_t to = std::min(i + window + 1, right.size());
    if (from >= to) continue;
    const uint64_t upper = to == kWordBits ? ~uint64_t{0} : (uint64_t{1} << to) - 1;
    const uint64_t reach = upper & ~((uint64_t{1} << from) - 1);
    const uint64_t free = masks[static_cast<uint8_t>(left[i])] & reach & ~taken_right;
    if (free == 0) continue;
    taken_right |= free & (~free + 1);
    taken_left |= uint64_t{1} << i;
  }
  for (const char letter : right) masks[static_cast<uint8_t>(letter)] = 0;
  const int matches = std::popcount(taken_left);
  int moved = 0;
  uint64_t rest_right = taken_right;
  for (uint64_t rest = taken_left; rest != 0; rest &= rest - 1) {
    const auto i = static_cast<size_t>(std::countr_zero(rest));
    const auto j = static_cast<size_t>(std::countr_zero(rest_right));
    if (left[i] != right[j]) ++moved;
    rest_right &= rest_right - 1;
  }
  return jaro_from_counts(matches, moved / 2, left.size(), right.size());
}

double jaro_table(std::string_view left, std::string_view right, size_t window) {
  std::vector<char> taken_left(left.size(), 0);
  std::vector<char> taken_right(right.size(), 0);
  int matches = 0;
  for (size_t i = 0; i < left.size(); ++i) {
    const size_t from = i > window ? i - window : 0;
    const size_t to = std::min(i + window + 1, right.size());
    for (size_t j = from; j < to; ++j) {
      if (taken_right[j] != 0 || left[i] != right[j]) continue;
      taken_left[i] = taken_right[j] = 1;
      ++matches;
      break;
    }
  }
  int moved = 0;
  size_t j = 0;
  for (size_t i = 0; i < left.size(); ++i) {
    if (taken_left[i] == 0) continue;
    while (taken_right[j] == 0) ++j;
    if (left[i] != right[j]) ++moved;
    ++j;
  }
  return jaro_from_counts(matches, moved / 2, left.size(), right.size());
}

}  // namespace

double jaro_similarity(std::string_view left, std::string_view right) {
  // Two empty texts have no letter in common.
  if (left.empty() || right.empty()) return 0;
  if (left == right) return 1;
  const size_t longer = std::max(left.size(), right.size());
  const size_t window = longer / 2 > 0 ? longer / 2 - 1 : 0;
  if (longer <= kWordBits) return jaro_word(left, right, window);
  return jaro_table(left, right, window);
}

double jaro_winkler_of(double jaro, std::string_view left, std::string_view right) noexcept {
  if (jaro <= kJaroBoostFrom) return jaro;
  size_t prefix = 0;
  const size_t most = std::min({left.size(), right.size(), kPrefixMax});
  while (prefix < most && left[prefix] == right[prefix]) ++prefix;
  return jaro + static_cast<double>(prefix) * kJaroPrefixScale * (1.0 - jaro);
}

double jaro_winkler_similarity(std::string_view left, std::string_view right) {
  return jaro_winkler_of(jaro_similarity(left, right), left, right);
}

}  // namespace newlyn::pairs
