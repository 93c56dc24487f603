// SPDX-License-Identifier: MIT
// Union-find whose sets carry what they may not be joined with.
#include "linkage/clustering/join_sets.h"

#include <algorithm>
#include <numeric>

namespace newlyn::linkage {
namespace {

/// The partners of a node in a list of pairs ordered by their first node.
std::span<const std::pair<Node, Node>> partners(const std::vector<std::pair<Node, Node>>& pairs,
                                                Node node) {
  const auto begin = std::lower_bound(pairs.begin(), pairs.end(), std::pair(node, Node{0}));
  auto end = begin;
  while (end != pairs.end() && end->first == node) ++end;
  return {begin, end};
}

}  // namespace

bool JoinLimits::are_apart(Node a, Node b) const noexcept {
  return std::binary_search(apart.begin(), apart.end(), std::pair(a, b));
}

JoinSets::JoinSets(std::span<const Node> nodes, const JoinLimits& limits)
    : nodes_(nodes), limits_(limits), parent_(nodes.size()), sizes_(nodes.size(), 1) {
  std::iota(parent_.begin(), parent_.end(), 0U);
  if (!limits.empty()) know_limits();
}

void JoinSets::know_limits() {
  for (const std::vector<uint32_t>& veto : limits_.vetoes) {
    for (const Node node : nodes_) numbers_.push_back(veto[node]);
  }
  if (!limits_.source_of_node.empty()) sources_.resize(nodes_.size());
  if (!limits_.apart.empty()) opponents_.resize(nodes_.size());
  for (uint32_t place = 0; place < nodes_.size(); ++place) {
    const Node node = nodes_[place];
    if (!sources_.empty() && limits_.source_of_node[node] != JoinLimits::kAnySource) {
      sources_[place].push_back(limits_.source_of_node[node]);
    }
    if (opponents_.empty()) continue;
    for (const auto& [self, other] : partners(limits_.apart, node)) {
      if (std::binary_search(nodes_.begin(), nodes_.end(), other)) {
        opponents_[place].push_back(place_of(other));
      }
    }
  }
  for (uint32_t place = 0; place < nodes_.size() && !limits_.together.empty(); ++place) {
    for (const auto& [self, other] : partners(limits_.together, nodes_[place])) {
      const bool here = std::binary_search(nodes_.begin(), nodes_.end(), other);
      if (here) join(root(place), root(place_of(other)));
    }
  }
}

uint32_t JoinSets::place_of(Node node) const noexcept {
  return static_cast<uint32_t>(std::lower_bound(nodes_.begin(), nodes_.end(), node) -
                               nodes_.begin());
}

uint32_t JoinSets::root(uint32_t place) noexcept {
  while (parent_[place] != place) place = parent_[place] = parent_[parent_[place]];
  return place;
}

bool JoinSets::may_join(uint32_t a, uint32_t b) noexcept {
  for (size_t first = 0; first < numbers_.size(); first += nodes_.size()) {
    const uint32_t left = numbers_[first + a];
    const uint32_t right = numbers_[first + b];
    if (left != 0 && right != 0 && left != right) return false;
  }
  if (!sources_.empty()) {
    const std::vector<uint32_t>& fewer = sources_[sources_[a].size() < sources_[b].size() ? a : b];
    const std::vector<uint32_t>& others = sources_[&fewer == &sources_[a] ? b : a];
    const bool shared = std::any_of(fewer.begin(), fewer.end(), [&](uint32_t source) {
      return std::binary_search(others.begin(), others.end(), source);
    });
    if (shared) return false;
  }
  if (opponents_.empty()) return true;
  const bool from_a = opponents_[a].size() < opponents_[b].size();
  const uint32_t other = from_a ? b : a;
  const std::vector<uint32_t>& asked = opponents_[from_a ? a : b];
  return std::none_of(asked.begin(), asked.end(),
                      [&](uint32_t opponent) { return root(opponent) == other; });
}

uint32_t JoinSets::join(uint32_t a, uint32_t b) {
  if (a == b) return a;
  const uint32_t into = std::min(a, b);
  const uint32_t from = std::max(a, b);
  parent_[from] = into;
  sizes_[into] += sizes_[from];
  for (size_t first = 0; first < numbers_.size(); first += nodes_.size()) {
    if (numbers_[first + into] == 0) numbers_[first + into] = numbers_[first + from];
  }
  if (!sources_.empty()) {
    std::vector<uint32_t> both;
    std::set_union(sources_[into].begin(), sources_[into].end(), sources_[from].begin(),
                   sources_[from].end(), std::back_inserter(both));
    sources_[into] = std::move(both);
    sources_[from] = {};
  }
  if (!opponents_.empty()) {
    if (opponents_[into].size() < opponents_[from].size()) {
      std::swap(opponents_[into], opponents_[from]);
    }
    opponents_[into].insert(opponents_[into].end(), opponents_[from].begin(),
                            opponents_[from].end());
    opponents_[from] = {};
  }
  return into;
}

}  // namespace newlyn::linkage
