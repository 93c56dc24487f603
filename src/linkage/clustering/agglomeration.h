// SPDX-License-Identifier: MIT
// Average-linkage agglomeration of the nodes of one component.
#pragma once

#include <span>
#include <vector>

#include "linkage/clustering/cluster_nodes.h"

namespace newlyn::linkage {

/// For each of `nodes` the place of the first node of its cluster. Requires: nodes are ascending
/// and few enough to be compared all with all.
std::vector<uint32_t> agglomerate(std::span<const Node> nodes, const ClusterPlan& plan,
                                  pairs::PairScorer& scorer);

}  // namespace newlyn::linkage
