// SPDX-License-Identifier: MIT
// Edges to clusters: components first, then agglomeration inside each with every pair scored.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/run_context.h"
#include "linkage/scoring/score_candidates.h"

namespace newlyn::linkage {

/// What clustering needs to know beside the edges.
struct ClusterPlan {
  size_t row_count = 0;
  double weight_min = 0;  // clusters are joined while their mean weight is at least this
  std::span<const uint32_t> source_of_row;
  bool one_per_source = false;
  bool across_only = false;  // pairs of one source are never scored
  const pairs::PairColumns* columns = nullptr;
  const pairs::ScoreModel* model = nullptr;
};

/// A cluster number for each row, in the order of the first row of each cluster.
///
/// Components are joined by edges of at least weight_min. Inside a component the pairs that no rule
/// found are scored too, then the two clusters with the greatest mean weight between their rows are
/// joined until that mean falls below weight_min: one weak bridge does not weld two groups. A
/// component of more than limits::kComponentMax rows is first cut into parts that fit: its edges
/// are taken from the strongest down, and join only parts that fit together. Ties go to the smaller
/// row numbers.
std::vector<uint32_t> cluster_rows(const std::vector<RowEdge>& edges, const ClusterPlan& plan,
                                   RunContext& run);

}  // namespace newlyn::linkage
