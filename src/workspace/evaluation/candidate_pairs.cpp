// SPDX-License-Identifier: MIT
// Looks pairs up in the ordered edges.
#include "workspace/evaluation/candidate_pairs.h"

#include <algorithm>
#include <utility>

#include "base/random.h"

namespace newlyn::workspace {

RecordPair ordered_pair(uint32_t a, uint32_t b) noexcept {
  return {std::min(a, b), std::max(a, b)};
}

uint64_t rank_of(RecordPair pair, uint64_t seed) noexcept {
  return hash_mix(hash_mix(seed, pair.left), pair.right);
}

CandidatePairs::CandidatePairs(const linkage::LinkResult& result) : edges_(result.edges) {
  const auto in_order = [](const linkage::Edge& edge) { return edge.left < edge.right; };
  if (!std::all_of(edges_.begin(), edges_.end(), in_order)) {
    turned_ = result.edges;
    for (linkage::Edge& edge : turned_) {
      if (edge.left > edge.right) std::swap(edge.left, edge.right);
    }
    std::sort(turned_.begin(), turned_.end(), [](const linkage::Edge& a, const linkage::Edge& b) {
      return std::pair(a.left, a.right) < std::pair(b.left, b.right);
    });
    edges_ = turned_;
  }
  for (const linkage::Edge& edge : edges_) {
    ++count_;
    if (edge.rule != linkage::kIdenticalRule) continue;
    --count_;
    const auto number = static_cast<uint32_t>(equal_.size());
    const auto [found, is_new] = equal_of_record_.emplace(edge.left, number);
    if (is_new) equal_.push_back({{edge.left}, edge.weight});
    equal_[found->second].records.push_back(edge.right);
    equal_of_record_.emplace(edge.right, found->second);
  }
  for (EqualRecords& equal : equal_) {
    std::sort(equal.records.begin(), equal.records.end());
    count_ += equal.records.size() * (equal.records.size() - 1) / 2;
  }
}

std::optional<double> CandidatePairs::weight(RecordPair pair) const {
  const auto left = equal_of_record_.find(pair.left);
  if (left != equal_of_record_.end()) {
    const auto right = equal_of_record_.find(pair.right);
    if (right != equal_of_record_.end() && right->second == left->second) {
      return equal_[left->second].weight;
    }
  }
  const auto found = std::lower_bound(
      edges_.begin(), edges_.end(), pair, [](const linkage::Edge& edge, RecordPair wanted) {
        return edge.left != wanted.left ? edge.left < wanted.left : edge.right < wanted.right;
      });
  if (found == edges_.end() || found->left != pair.left || found->right != pair.right) return {};
  return found->weight;
}

}  // namespace newlyn::workspace
