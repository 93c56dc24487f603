// SPDX-License-Identifier: MIT
// What every candidate rule would cost, and a sample of the pairs it would bring.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/random.h"
#include "base/run_context.h"
#include "linkage/blocking/key_table.h"
#include "pairs/pair_blocks.h"

namespace newlyn::linkage {

/// One candidate rule measured.
struct RuleSample {
  PartList rule;
  double pair_count = 0;              // pairs in blocks of at most block_rows_max rows
  double large_pairs = 0;             // pairs in larger blocks, which would be refined
  std::vector<pairs::RowPair> pairs;  // drawn evenly from the former, with repeats
};

/// How rules are sampled.
struct SamplingPlan {
  size_t pairs_per_rule = 2000;
  uint32_t block_rows_max = 1000;
  double pair_budget = 0;  // rules above it get no sample
  uint64_t seed = 1;
  pairs::PairScope scope;
};

/// Draws two different rows of a block evenly among the pairs in scope; false where a few tries
/// found none. Requires: the block has two rows or more.
bool draw_pair(std::span<const pairs::Row> rows, const pairs::PairScope& scope, Random& random,
               pairs::RowPair& pair);

/// Measures every rule, in parallel. On large inputs a share of the keys is measured with all their
/// rows and the counts are scaled.
std::vector<RuleSample> sample_rules(const std::vector<PartList>& rules, const KeyTable& table,
                                     const SamplingPlan& plan, RunContext& run);

}  // namespace newlyn::linkage
