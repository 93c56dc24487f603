// SPDX-License-Identifier: MIT
// Disjoint sets of nodes that know what demands or forbids that two nodes are one cluster.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace newlyn::linkage {

/// A node of clustering: a row, or those of its records that nothing tells apart.
using Node = uint32_t;

/// What holds whatever nodes weigh.
struct JoinLimits {
  static constexpr uint32_t kAnySource = 0xFFFF'FFFF;

  /// Judged to be one; each pair both ways round, ascending. They lead from node to node.
  std::vector<std::pair<Node, Node>> together;
  /// Judged to be two; in the same form.
  std::vector<std::pair<Node, Node>> apart;
  /// By veto, a number by node: nodes with different numbers are never one; 0 forbids nothing.
  /// Nodes judged to be one have one number.
  std::vector<std::vector<uint32_t>> vetoes;
  /// The source of each node, of which a cluster has one at most; kAnySource where it may have
  /// more. Empty when that is so for all.
  std::vector<uint32_t> source_of_node;

  bool empty() const noexcept {
    return together.empty() && apart.empty() && vetoes.empty() && source_of_node.empty();
  }
  /// True when a judgement says that two nodes are not one.
  bool are_apart(Node a, Node b) const noexcept;
};

/// Disjoint sets over some nodes, known by their places in the list of them. The least place of a
/// set is its root. Sets that are judged to be one are joined from the start.
class JoinSets {
 public:
  /// Requires: nodes are ascending. Both must outlive it.
  JoinSets(std::span<const Node> nodes, const JoinLimits& limits);

  size_t count() const noexcept { return parent_.size(); }
  /// Requires: `node` is among the nodes.
  uint32_t place_of(Node node) const noexcept;
  uint32_t root(uint32_t place) noexcept;
  /// How many nodes the set of a root has.
  uint32_t size(uint32_t root) const noexcept { return sizes_[root]; }
  /// False when something forbids to join the sets of two roots.
  bool may_join(uint32_t a, uint32_t b) noexcept;
  /// Joins the sets of two roots and returns the root of the whole.
  uint32_t join(uint32_t a, uint32_t b);

 private:
  void know_limits();

  std::span<const Node> nodes_;
  const JoinLimits& limits_;
  std::vector<uint32_t> parent_;
  std::vector<uint32_t> sizes_;
  // By root, each empty where there is no such limit.
  std::vector<uint32_t> numbers_;                 // veto after veto: one number a root
  std::vector<std::vector<uint32_t>> sources_;    // ascending
  std::vector<std::vector<uint32_t>> opponents_;  // places that may not be in its set
};

}  // namespace newlyn::linkage
