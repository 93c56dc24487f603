// SPDX-License-Identifier: MIT
// Counts what is hidden before a number.
#include "index/said_numbers.h"

#include <algorithm>

namespace newlyn::index {

uint64_t SaidNumbers::of(uint64_t number) const noexcept {
  const auto before = std::lower_bound(hidden_.begin(), hidden_.end(), number) - hidden_.begin();
  return number - static_cast<uint64_t>(before);
}

uint64_t SaidNumbers::meant_by(uint64_t said) const noexcept {
  uint64_t number = said;
  for (const uint64_t hidden : hidden_) {
    if (hidden > number) break;
    // The number after the largest there can be is 0, which nothing has.
    if (++number == 0) break;
  }
  return number;
}

}  // namespace newlyn::index
