// SPDX-License-Identifier: MIT
// Asks the filters of a rule and of those before it.
#include "linkage/blocking/first_found.h"

namespace newlyn::linkage {
namespace {

/// Drops the pairs that a filter lets through; only those of `asked` are asked.
void drop_answered(pairs::PairScorer& scorer, const pairs::Condition& filter,
                   const std::vector<bool>& asked, std::vector<pairs::RowPair>& pairs) {
  std::vector<pairs::RowPair> questions;
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (asked[i]) questions.push_back(pairs[i]);
  }
  std::vector<pairs::Truth> truths(questions.size());
  scorer.answer(filter, questions, truths);
  size_t kept = 0;
  size_t next = 0;
  for (size_t i = 0; i < pairs.size(); ++i) {
    const bool found_before = asked[i] && truths[next++] == pairs::Truth::yes;
    if (!found_before) pairs[kept++] = pairs[i];
  }
  pairs.resize(kept);
}

}  // namespace

bool needs_filters(const pairs::PairBlocks& blocks, size_t rule) {
  for (size_t i = 0; i <= rule; ++i) {
    if (blocks.is_filtered(i)) return true;
  }
  return false;
}

std::vector<pairs::RowPair> first_found(const pairs::PairBlocks& blocks,
                                        const pairs::ScoreModel& model, pairs::PairScorer& scorer,
                                        RuleBatch batch) {
  std::vector<pairs::RowPair> pairs(batch.pairs.begin(), batch.pairs.end());
  if (blocks.is_filtered(batch.rule)) {
    std::vector<pairs::Truth> truths(pairs.size());
    scorer.answer(model.filters[batch.rule], pairs, truths);
    size_t kept = 0;
    for (size_t i = 0; i < pairs.size(); ++i) {
      if (truths[i] == pairs::Truth::yes) pairs[kept++] = pairs[i];
    }
    pairs.resize(kept);
  }
  for (size_t earlier = 0; earlier < batch.rule; ++earlier) {
    if (!blocks.is_filtered(earlier)) continue;
    std::vector<bool> shared;
    for (const pairs::RowPair pair : pairs) {
      shared.push_back(blocks.rule(earlier).shared_block(pair.left, pair.right) != 0);
    }
    drop_answered(scorer, model.filters[earlier], shared, pairs);
  }
  return pairs;
}

}  // namespace newlyn::linkage
