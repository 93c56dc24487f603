// SPDX-License-Identifier: MIT
// Average-linkage agglomeration of the nodes of one component.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "linkage/clustering/cluster_nodes.h"

namespace newlyn::linkage {

/// What has this much against it, in bits, is known to be two people.
inline constexpr double kBitsForTwo = 10;

/// Beyond these bits a pair is certain, and one pair must not outvote many: what is above counts
/// little. A bar above the usual cap can still be reached.
inline float weight_cap(const ClusterPlan& plan) noexcept {
  return std::max(20.0F, static_cast<float>(plan.weight_min) + 1);
}

/// What a cluster that fits one by `weight` must weigh with a third to fit it nearly as well.
inline double weight_of_doubt(double weight, const ClusterPlan& plan) noexcept {
  return std::max(weight - std::max(plan.weight_min, 0.0), plan.weight_min);
}

/// For each of `nodes` the place of the first node of its cluster. Requires: nodes are ascending
/// and few enough to be compared all with all.
std::vector<uint32_t> agglomerate(std::span<const Node> nodes, const ClusterPlan& plan,
                                  pairs::PairScorer& scorer);

}  // namespace newlyn::linkage
