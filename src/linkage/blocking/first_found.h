// SPDX-License-Identifier: MIT
// Which pairs of a batch a rule is the first to find, where rules ask more than that keys agree.
#pragma once

#include <span>
#include <vector>

#include "pairs/pair_blocks.h"
#include "pairs/pair_scorer.h"

namespace newlyn::linkage {

/// Pairs as PairBlocks::visit_task gives them.
struct RuleBatch {
  std::span<const pairs::RowPair> pairs;
  size_t rule = 0;
};

/// True when a batch of the rule has to be looked through for filters.
bool needs_filters(const pairs::PairBlocks& blocks, size_t rule);

/// The pairs of a batch that its rule's filter lets through and no earlier filtered rule finds, in
/// their order. `model` has the filter of each rule, and `scorer` scores it.
std::vector<pairs::RowPair> first_found(const pairs::PairBlocks& blocks,
                                        const pairs::ScoreModel& model, pairs::PairScorer& scorer,
                                        RuleBatch batch);

}  // namespace newlyn::linkage
