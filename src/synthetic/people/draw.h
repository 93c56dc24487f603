// SPDX-License-Identifier: MIT
// Draws from a seeded generator in whole numbers only, so that every machine draws the same.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/random.h"

namespace newlyn::synthetic {

/// True `per_ten_thousand` times in ten thousand.
inline bool chance(Random& random, int per_ten_thousand) noexcept {
  return random.below(10'000) < static_cast<uint64_t>(per_ten_thousand);
}

/// A whole number from `low` to `high`, both included. Requires: low <= high.
inline int between(Random& random, int low, int high) noexcept {
  return low + static_cast<int>(random.below(static_cast<uint64_t>(high - low + 1)));
}

/// One of `items`, each as likely. Requires: items is not empty. The reference lives in `items`.
template <typename Item>
const Item& one_of(Random& random, std::span<const Item> items) noexcept {
  return items[random.below(items.size())];
}

/// The place of one of `weights`, drawn by weight. Requires: the weights add up to at least 1.
size_t by_weight(Random& random, std::span<const int> weights) noexcept;

/// A list of texts drawn by weight.
class WeightedList {
 public:
  void add(std::string text, uint64_t weight);
  bool empty() const { return texts_.empty(); }
  /// Requires: not empty. The reference lives as long as the list is not added to.
  const std::string& draw(Random& random) const;

 private:
  std::vector<std::string> texts_;
  std::vector<uint64_t> sums_;  // sums_[i] is the weight of texts_[0] to texts_[i]
};

}  // namespace newlyn::synthetic
