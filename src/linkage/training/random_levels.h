// SPDX-License-Identifier: MIT
// How often each level occurs among random pairs.
#pragma once

#include <cstdint>
#include <vector>

#include "base/run_context.h"
#include "pairs/pair_blocks.h"
#include "pairs/pair_scorer.h"

namespace newlyn::linkage {

/// How many pairs are drawn.
struct RandomDraw {
  pairs::PairScope scope;    // of which pairs
  uint64_t pairs = 0;        // at most
  uint64_t level_pairs = 0;  // enough of each level: a comparison that has met them is done
  uint64_t seed = 1;
};

/// What random pairs are, by one comparison. By level, null levels among them.
struct LevelTally {
  std::vector<double> pairs;  // estimated number among all pairs
  std::vector<uint64_t> met;  // pairs looked at
  uint64_t drawn = 0;         // pairs drawn
};

/// Estimates by comparison how many of all wanted pairs of different rows each level has. Where a
/// comparison reads one column, pairs of equal values are counted, not drawn: their number follows
/// from how often each value occurs, and a draw meets them least. So are pairs that are equal in a
/// column made from that one, where they are few. The other pairs are drawn evenly.
std::vector<LevelTally> count_random_levels(const pairs::PairColumns& columns,
                                            const pairs::ScoreModel& model, const RandomDraw& draw,
                                            RunContext& run);

}  // namespace newlyn::linkage
