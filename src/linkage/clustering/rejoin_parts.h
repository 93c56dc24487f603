// SPDX-License-Identifier: MIT
// What was cut only because it was too large to be compared all with all is put together again.
#pragma once

#include <span>
#include <vector>

#include "linkage/clustering/cluster_nodes.h"

namespace newlyn::linkage {

/// A component that was cut: its nodes, ascending, and all edges between them.
struct CutComponent {
  std::span<const Node> nodes;
  std::span<const NodeEdge> edges;
};

/// Joins clusters of one component whose parts were clustered apart, by the rule of agglomerate():
/// the two that weigh most first, until that falls below the bar. Only clusters that an edge leads
/// between are weighed, each two by some of their pairs of nodes, the same whatever the threads.
/// `cluster_of_node` holds the first node of the cluster of every node, before and after.
/// Takes memory and time in proportion to the edges.
void rejoin_parts(const CutComponent& component, const ClusterPlan& plan, pairs::PairScorer& scorer,
                  std::vector<Node>& cluster_of_node);

}  // namespace newlyn::linkage
