// SPDX-License-Identifier: MIT
// Pairs that several samples hold are one pair's work, and one pair's evidence.
#pragma once

#include <cstdint>
#include <vector>

#include "linkage/blocking/rule_sampling.h"

namespace newlyn::linkage {

/// The pairs of all samples, each once, by left row and then by right.
struct DistinctPairs {
  std::vector<pairs::RowPair> pairs;
  std::vector<std::vector<uint32_t>> place_of;  // by sample and its pair: the place in `pairs`

  /// Distinct pairs over all pairs of the samples; 1 where there are none.
  double share() const noexcept;
};

/// Requires: row numbers are below `row_count`.
DistinctPairs distinct_pairs(const std::vector<RuleSample>& samples, size_t row_count);

}  // namespace newlyn::linkage
