// SPDX-License-Identifier: MIT
// How right clusters are, against a known answer. It only scores; nothing is chosen by it.
#pragma once

#include <cstdint>
#include <span>

namespace newlyn::linkage {

/// Records without a known answer carry this and are left out of every count.
inline constexpr uint32_t kTruthUnknown = 0xFFFF'FFFF;

/// Figures over the pairs that clusters imply, and B-cubed over records.
/// Source of B-cubed: Bagga and Baldwin, "Entity-based cross-document coreferencing", 1998.
struct Accuracy {
  uint64_t found_pairs = 0;  // pairs in one cluster
  uint64_t true_pairs = 0;   // pairs in one true entity
  uint64_t right_pairs = 0;  // both
  double precision = 0;
  double recall = 0;
  double f1 = 0;
  double b_cubed_precision = 0;
  double b_cubed_recall = 0;
  double b_cubed_f1 = 0;
};

/// Compares two partitions of the same records. With `source_of_record` not empty only pairs of
/// different sources count. Requires: all given spans have equal length.
Accuracy evaluate_clusters(std::span<const uint32_t> cluster_of_record,
                           std::span<const uint32_t> truth_of_record,
                           std::span<const uint32_t> source_of_record);

}  // namespace newlyn::linkage
