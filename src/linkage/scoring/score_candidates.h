// SPDX-License-Identifier: MIT
// Scores all candidate pairs of the chosen rules and keeps those that may matter.
#pragma once

#include <cstdint>
#include <vector>

#include "base/run_context.h"
#include "linkage/linkage.h"
#include "pairs/pair_blocks.h"

namespace newlyn::linkage {

/// A pair of rows worth keeping.
struct RowEdge {
  pairs::Row left = 0;
  pairs::Row right = 0;
  double weight = 0;
};

/// The kept edges of one task, all of one rule.
struct TaskEdges {
  std::vector<RowEdge> edges;
  uint16_t rule = 0;
};

/// Kept edges, and how many pairs each rule was the first to find.
struct ScoredPairs {
  /// A list for each task, as the task left it: joined they would lie in memory twice.
  std::vector<TaskEdges> edges_of_task;
  std::vector<uint64_t> pairs_of_rule;
  WeightHistogram weights;  // of all pairs, where every weight was asked for
  uint64_t pair_count = 0;
};

/// What is scored, by what, and the least weight of an edge that is kept.
struct ScoringJob {
  const pairs::PairBlocks& blocks;
  const pairs::PairColumns& columns;
  const pairs::ScoreModel& model;
  double weight_min = 0;
  bool every_weight = false;  // counts the weights of all pairs
};

/// Scores in parallel. The tasks and their edges are the same whatever the thread count.
ScoredPairs score_candidates(const ScoringJob& job, RunContext& run);

/// Lets go of the edges that weigh less.
void drop_lighter(std::vector<TaskEdges>& tasks, double weight_min);

}  // namespace newlyn::linkage
