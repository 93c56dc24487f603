// SPDX-License-Identifier: MIT
// Edges to clusters: components first, then agglomeration inside each with every pair scored.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/run_context.h"
#include "linkage/clustering/join_sets.h"
#include "linkage/clustering/set_evidence.h"
#include "pairs/pair_scorer.h"

namespace newlyn::linkage {

/// A scored pair of nodes, left < right.
struct NodeEdge {
  Node left = 0;
  Node right = 0;
  double weight = 0;
};

/// What clustering needs to know beside the edges.
struct ClusterPlan {
  size_t node_count = 0;
  double weight_min = 0;     // clusters are joined while their mean weight is at least this
  bool components = false;   // or whenever an edge of at least this joins them
  bool across_only = false;  // pairs of one source are never scored
  std::span<const uint32_t> source_of_row;
  std::span<const pairs::Row> row_of_node;  // empty: nodes are rows
  const JoinLimits* limits = nullptr;       // null: there are none
  const pairs::PairColumns* columns = nullptr;
  const pairs::ScoreModel* model = nullptr;
  std::span<const Spread> spreads;   // by comparison; empty: all keep
  std::span<const Telling> telling;  // by comparison; empty: nothing tells namesakes apart

  pairs::Row row(Node node) const noexcept {
    return row_of_node.empty() ? node : row_of_node[node];
  }
};

/// A cluster number for each node, in the order of the first node of each cluster.
///
/// Components are joined by edges of at least weight_min and by judgements. Inside a component the
/// pairs that no rule found are scored too, then the two clusters that weigh most as sets are
/// joined until that weight falls below weight_min: one weak bridge does not weld two groups. A
/// component of more than limits::kComponentMax nodes is first cut into parts that fit: its edges
/// are taken from the strongest down, and join only parts that fit together. The clusters of the
/// parts are then weighed as sets in turn, where an edge leads between two: a cut parts nobody for
/// good. Where only components
/// are wanted, edges are taken from the strongest down and join whatever may be joined. Ties go to
/// the smaller node numbers. What plan.limits says always holds.
std::vector<uint32_t> cluster_nodes(const std::vector<NodeEdge>& edges, const ClusterPlan& plan,
                                    RunContext& run);

}  // namespace newlyn::linkage
