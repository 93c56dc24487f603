// SPDX-License-Identifier: MIT
// Disjoint sets over numbers from 0 (Galler and Fischer 1964).
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

namespace newlyn::linkage {

/// Disjoint sets, the least number of a set its root. Not for several threads.
class Roots {
 public:
  explicit Roots(size_t count) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), uint32_t{0});
  }
  uint32_t root(uint32_t number) noexcept {
    while (parent_[number] != number) number = parent_[number] = parent_[parent_[number]];
    return number;
  }
  void join(uint32_t a, uint32_t b) noexcept {
    a = root(a);
    b = root(b);
    if (a != b) parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<uint32_t> parent_;
};

}  // namespace newlyn::linkage
