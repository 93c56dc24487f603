// SPDX-License-Identifier: MIT
// Splits nodes into components, cuts those that are too large, clusters each, and puts together
// what was cut only for its size.
#include "linkage/clustering/cluster_nodes.h"

#include <algorithm>

#include "base/limits.h"
#include "base/threads.h"
#include "linkage/clustering/agglomeration.h"
#include "linkage/clustering/rejoin_parts.h"
#include "linkage/clustering/roots.h"

namespace newlyn::linkage {
namespace {

const JoinLimits kNoLimits;

const JoinLimits& limits_of(const ClusterPlan& plan) {
  return plan.limits == nullptr ? kNoLimits : *plan.limits;
}

/// A set of nodes and the edges among them that are strong enough.
struct Component {
  std::vector<Node> nodes;  // ascending
  std::vector<NodeEdge> edges;
};

/// The sets as components, in the order of their first nodes; without edges.
std::vector<Component> components_of(std::span<const Node> nodes, JoinSets& sets) {
  std::vector<Component> components;
  std::vector<uint32_t> number(nodes.size(), 0);
  for (uint32_t place = 0; place < nodes.size(); ++place) {
    const uint32_t root = sets.root(place);
    if (root == place) {
      number[place] = static_cast<uint32_t>(components.size());
      components.emplace_back();
    }
    components[number[root]].nodes.push_back(nodes[place]);
  }
  return components;
}

/// True for a component whose edges are asked for again.
bool keeps_edges(size_t node_count, const ClusterPlan& plan) noexcept {
  return plan.components || node_count > limits::kComponentMax;
}

/// All nodes with an edge that is strong enough or a judgement that joins them, by component, in
/// the order of their first nodes.
std::vector<Component> split_components(const std::vector<NodeEdge>& edges,
                                        const ClusterPlan& plan) {
  Roots roots(plan.node_count);
  for (const auto& [left, right] : limits_of(plan).together) roots.join(left, right);
  for (const NodeEdge& edge : edges) {
    if (edge.weight >= plan.weight_min) roots.join(edge.left, edge.right);
  }
  std::vector<uint32_t> sizes(plan.node_count, 0);
  for (Node node = 0; node < plan.node_count; ++node) ++sizes[roots.root(node)];
  std::vector<Component> components;
  std::vector<uint32_t> number(plan.node_count, 0);  // by root
  for (Node node = 0; node < plan.node_count; ++node) {
    const Node root = roots.root(node);
    if (sizes[root] < 2) continue;
    if (root == node) {
      number[root] = static_cast<uint32_t>(components.size());
      components.emplace_back().nodes.reserve(sizes[root]);
    }
    components[number[root]].nodes.push_back(node);
  }
  for (const NodeEdge& edge : edges) {
    if (edge.weight < plan.weight_min) continue;
    const Node root = roots.root(edge.left);
    if (keeps_edges(sizes[root], plan)) components[number[root]].edges.push_back(edge);
  }
  return components;
}

/// Takes the edges of a component from the strongest down, ties by node, and joins what may be
/// joined to sets of at most `nodes_max`. So the bar falls from above as far as it can, and edges
/// of one weight never leave nothing but single nodes.
JoinSets join_strongest(Component& component, const ClusterPlan& plan, size_t nodes_max) {
  std::sort(component.edges.begin(), component.edges.end(),
            [](const NodeEdge& a, const NodeEdge& b) {
              if (a.weight != b.weight) return a.weight > b.weight;
              return a.left != b.left ? a.left < b.left : a.right < b.right;
            });
  JoinSets sets(component.nodes, limits_of(plan));
  for (const NodeEdge& edge : component.edges) {
    const uint32_t left = sets.root(sets.place_of(edge.left));
    const uint32_t right = sets.root(sets.place_of(edge.right));
    if (left == right || size_t{sets.size(left)} + sets.size(right) > nodes_max) continue;
    if (sets.may_join(left, right)) sets.join(left, right);
  }
  return sets;
}

/// Replaces components that are too large by parts that fit. Returns them as they were.
std::vector<Component> cut_to_size(std::vector<Component>& components, const ClusterPlan& plan,
                                   RunContext& run) {
  std::vector<Component> whole;
  const size_t count = components.size();
  for (size_t i = 0; i < count; ++i) {
    if (components[i].nodes.size() <= limits::kComponentMax) continue;
    run.check_stop();
    JoinSets sets = join_strongest(components[i], plan, limits::kComponentMax);
    std::vector<Component> parts = components_of(components[i].nodes, sets);
    whole.push_back(std::move(components[i]));
    components[i] = std::move(parts[0]);
    for (size_t p = 1; p < parts.size(); ++p) components.push_back(std::move(parts[p]));
  }
  return whole;
}

/// The first node of the cluster of every node of a component, by place.
std::vector<uint32_t> cluster_component(Component& component, const ClusterPlan& plan,
                                        pairs::PairScorer& scorer) {
  // Two nodes are one by the edge that brought them together, where nothing can forbid it.
  const bool free = limits_of(plan).empty() && !plan.across_only && plan.spreads.empty();
  if (component.nodes.size() == 2 && free) return {0, 0};
  // A part above the limit is one by judgement: nothing else was let into it.
  const bool one = component.nodes.size() > limits::kComponentMax;
  if (!plan.components && !one) return agglomerate(component.nodes, plan, scorer);
  if (!plan.components) return std::vector<uint32_t>(component.nodes.size(), 0);
  JoinSets sets = join_strongest(component, plan, component.nodes.size());
  std::vector<uint32_t> clusters;
  for (uint32_t place = 0; place < component.nodes.size(); ++place) {
    clusters.push_back(sets.root(place));
  }
  return clusters;
}

}  // namespace

std::vector<uint32_t> cluster_nodes(const std::vector<NodeEdge>& edges, const ClusterPlan& plan,
                                    RunContext& run) {
  std::vector<Component> components = split_components(edges, plan);
  std::vector<Component> cut;
  if (!plan.components) cut = cut_to_size(components, plan, run);
  std::vector<Node> cluster_of_node(plan.node_count);
  std::iota(cluster_of_node.begin(), cluster_of_node.end(), 0U);
  pairs::ScorerPool scorers(*plan.columns, *plan.model);
  constexpr size_t kGrain = 16;
  parallel_ranges(components.size(), kGrain, [&](size_t begin, size_t end) {
    scorers.with_scorer([&](pairs::PairScorer& scorer) {
      for (size_t i = begin; i < end; ++i) {
        run.check_stop();
        const std::vector<uint32_t> places = cluster_component(components[i], plan, scorer);
        for (size_t p = 0; p < places.size(); ++p) {
          cluster_of_node[components[i].nodes[p]] = components[i].nodes[places[p]];
        }
        components[i] = {};
      }
    });
  });
  parallel_ranges(cut.size(), 1, [&](size_t i, size_t) {
    run.check_stop();
    scorers.with_scorer([&](pairs::PairScorer& scorer) {
      rejoin_parts({cut[i].nodes, cut[i].edges}, plan, scorer, cluster_of_node);
    });
    cut[i] = {};
  });
  std::vector<uint32_t> number(plan.node_count, 0);
  uint32_t count = 0;
  for (Node node = 0; node < plan.node_count; ++node) {
    if (cluster_of_node[node] == node) number[node] = count++;
  }
  for (uint32_t& cluster : cluster_of_node) cluster = number[cluster];
  return cluster_of_node;
}

}  // namespace newlyn::linkage
