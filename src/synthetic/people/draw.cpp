// SPDX-License-Identifier: MIT
// Weighted draws in whole numbers.
#include "synthetic/people/draw.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace newlyn::synthetic {

size_t by_weight(Random& random, std::span<const int> weights) noexcept {
  const int total = std::accumulate(weights.begin(), weights.end(), 0);
  int left = between(random, 0, total - 1);
  size_t place = 0;
  while (left >= weights[place]) left -= weights[place++];
  return place;
}

void WeightedList::add(std::string text, uint64_t weight) {
  texts_.push_back(std::move(text));
  sums_.push_back((sums_.empty() ? 0 : sums_.back()) + weight);
}

const std::string& WeightedList::draw(Random& random) const {
  const uint64_t drawn = random.below(sums_.back());
  const auto found = std::upper_bound(sums_.begin(), sums_.end(), drawn);
  return texts_[static_cast<size_t>(found - sums_.begin())];
}

}  // namespace newlyn::synthetic
