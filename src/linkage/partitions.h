// SPDX-License-Identifier: MIT
// Two clusterings of the same records side by side, without a known answer.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace newlyn::linkage {

/// How the clusters of one knot relate.
enum class ClusterRelation : uint8_t {
  equal,       // one cluster on either side, of the same records
  split,       // one cluster on the left, several on the right
  merged,      // several on the left, one on the right
  rearranged,  // several on both sides that exchange records
};

/// Clusters of both sides that hang together because they share records: the smallest set of
/// records that is a union of whole clusters on either side.
struct ClusterKnot {
  ClusterRelation relation = ClusterRelation::equal;
  uint32_t left_clusters = 0;
  uint32_t right_clusters = 0;
  uint32_t records = 0;
  uint64_t left_pairs = 0;
  uint64_t right_pairs = 0;
  uint64_t both_pairs = 0;
};

/// What two clusterings share and where they differ.
struct PartitionComparison {
  uint64_t left_pairs = 0;   // pairs in one cluster on the left
  uint64_t right_pairs = 0;  // pairs in one cluster on the right
  uint64_t both_pairs = 0;   // both
  uint32_t left_clusters = 0;
  uint32_t right_clusters = 0;
  /// 1 for equal clusterings, about 0 for unrelated ones.
  /// Source: Hubert and Arabie, "Comparing partitions", 1985.
  double adjusted_rand = 1;
  std::vector<uint32_t> knot_of_record;
  std::vector<ClusterKnot> knots;  // ordered by their first record
};

/// Compares two clusterings. Requires: both speak of the same records.
PartitionComparison compare_partitions(std::span<const uint32_t> left_of_record,
                                       std::span<const uint32_t> right_of_record);

}  // namespace newlyn::linkage
