// SPDX-License-Identifier: MIT
// Knots of two clusterings by disjoint sets, their pairs by the contingency table.
#include "linkage/partitions.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include "base/check.h"

namespace newlyn::linkage {
namespace {

constexpr uint32_t kNone = 0xFFFF'FFFF;

uint64_t pairs_among(uint64_t count) { return count < 2 ? 0 : count * (count - 1) / 2; }

/// The labels numbered from 0 in order of their first record.
std::vector<uint32_t> dense(std::span<const uint32_t> labels, uint32_t& count) {
  std::unordered_map<uint32_t, uint32_t> numbers;
  std::vector<uint32_t> dense_labels;
  dense_labels.reserve(labels.size());
  for (const uint32_t label : labels) {
    const auto number = static_cast<uint32_t>(numbers.size());
    dense_labels.push_back(numbers.emplace(label, number).first->second);
  }
  count = static_cast<uint32_t>(numbers.size());
  return dense_labels;
}

uint32_t root(std::vector<uint32_t>& parent, uint32_t node) {
  while (parent[node] != node) node = parent[node] = parent[parent[node]];
  return node;
}

/// Both sides as dense labels. Right clusters are nodes after the left ones.
struct Sides {
  std::vector<uint32_t> left;
  std::vector<uint32_t> right;
  uint32_t left_count = 0;
  uint32_t right_count = 0;
};

void find_knots(const Sides& sides, PartitionComparison& comparison) {
  std::vector<uint32_t> parent(sides.left_count + sides.right_count);
  std::iota(parent.begin(), parent.end(), 0U);
  for (size_t i = 0; i < sides.left.size(); ++i) {
    const uint32_t a = root(parent, sides.left[i]);
    const uint32_t b = root(parent, sides.left_count + sides.right[i]);
    parent[std::max(a, b)] = std::min(a, b);
  }
  std::vector<uint32_t> knot_of_node(parent.size(), kNone);
  for (size_t i = 0; i < sides.left.size(); ++i) {
    uint32_t& knot = knot_of_node[root(parent, sides.left[i])];
    if (knot == kNone) {
      knot = static_cast<uint32_t>(comparison.knots.size());
      comparison.knots.emplace_back();
    }
    comparison.knot_of_record.push_back(knot);
    ++comparison.knots[knot].records;
  }
  for (uint32_t node = 0; node < parent.size(); ++node) {
    ClusterKnot& knot = comparison.knots[knot_of_node[root(parent, node)]];
    ++(node < sides.left_count ? knot.left_clusters : knot.right_clusters);
  }
  for (ClusterKnot& knot : comparison.knots) {
    if (knot.left_clusters > 1) {
      knot.relation =
          knot.right_clusters > 1 ? ClusterRelation::rearranged : ClusterRelation::merged;
    } else {
      knot.relation = knot.right_clusters > 1 ? ClusterRelation::split : ClusterRelation::equal;
    }
  }
}

/// Adds the pairs of every group of records with equal keys to its knot.
template <typename Key>
void count_pairs(const PartitionComparison& comparison, Key key, std::vector<uint64_t>& of_knot) {
  std::vector<uint32_t> order(comparison.knot_of_record.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return key(a) < key(b); });
  of_knot.assign(comparison.knots.size(), 0);
  for (size_t from = 0; from < order.size();) {
    size_t to = from;
    while (to < order.size() && key(order[to]) == key(order[from])) ++to;
    of_knot[comparison.knot_of_record[order[from]]] += pairs_among(to - from);
    from = to;
  }
}

double adjusted_rand_of(const PartitionComparison& comparison, size_t records) {
  const auto all = static_cast<double>(pairs_among(records));
  const auto left = static_cast<double>(comparison.left_pairs);
  const auto right = static_cast<double>(comparison.right_pairs);
  const double by_chance = all > 0 ? left * right / all : 0;
  const double most = (left + right) / 2;
  // Two clusterings of single records, or of one cluster each, are equal.
  if (most - by_chance == 0) return 1;
  return (static_cast<double>(comparison.both_pairs) - by_chance) / (most - by_chance);
}

}  // namespace

PartitionComparison compare_partitions(std::span<const uint32_t> left_of_record,
                                       std::span<const uint32_t> right_of_record) {
  NEWLYN_CHECK(left_of_record.size() == right_of_record.size(),
               "both clusterings speak of the same records");
  Sides sides;
  sides.left = dense(left_of_record, sides.left_count);
  sides.right = dense(right_of_record, sides.right_count);
  PartitionComparison comparison;
  comparison.left_clusters = sides.left_count;
  comparison.right_clusters = sides.right_count;
  find_knots(sides, comparison);
  std::vector<uint64_t> left;
  std::vector<uint64_t> right;
  std::vector<uint64_t> both;
  count_pairs(
      comparison, [&](uint32_t i) { return sides.left[i]; }, left);
  count_pairs(
      comparison, [&](uint32_t i) { return sides.right[i]; }, right);
  count_pairs(
      comparison, [&](uint32_t i) { return std::pair(sides.left[i], sides.right[i]); }, both);
  for (size_t knot = 0; knot < comparison.knots.size(); ++knot) {
    comparison.left_pairs += comparison.knots[knot].left_pairs = left[knot];
    comparison.right_pairs += comparison.knots[knot].right_pairs = right[knot];
    comparison.both_pairs += comparison.knots[knot].both_pairs = both[knot];
  }
  comparison.adjusted_rand = adjusted_rand_of(comparison, sides.left.size());
  return comparison;
}

}  // namespace newlyn::linkage
