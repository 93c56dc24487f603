// SPDX-License-Identifier: MIT
// How right clusters are, against a known answer. It only scores; nothing is chosen by it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "linkage/intervals.h"

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

/// Pairs found, true and both.
struct PairCounts {
  uint64_t found = 0;
  uint64_t truly = 0;
  uint64_t right = 0;
};

/// What is scored: two partitions, and the sources when only pairs across them count. All spans are
/// of equal length; `source_of_record` may be empty.
struct Scored {
  std::span<const uint32_t> cluster_of_record;
  std::span<const uint32_t> truth_of_record;
  std::span<const uint32_t> source_of_record;
};

/// The counts of the pairs that touch each group: one of their two records, or both, belongs to it.
/// A pair of two groups counts in both. Requires: groups are below `group_count`.
std::vector<PairCounts> evaluate_groups(const Scored& scored,
                                        std::span<const uint32_t> group_of_record,
                                        size_t group_count);

/// The counts of the pairs between two sources (or within one, when both are the same).
struct SourcePairCounts {
  uint32_t first = 0;
  uint32_t second = 0;  // first <= second
  PairCounts counts;
};

/// The counts by pair of sources, ordered. `part_of_record` names the sources to tell apart; pairs
/// count as in `scored`.
std::vector<SourcePairCounts> evaluate_sources(const Scored& scored,
                                               std::span<const uint32_t> part_of_record);

/// Candidate pairs of one weight whose answer is known.
struct KnownPairs {
  double weight = 0;
  uint64_t pairs = 1;
  uint64_t same = 0;
};

/// Pairs at or above a probability.
struct CurvePoint {
  double threshold = 0;
  uint64_t found = 0;
  uint64_t right = 0;
};

/// The pairs that would be called at each threshold, in the order given.
std::vector<CurvePoint> curve_of(std::span<const KnownPairs> pairs,
                                 std::span<const double> thresholds);

/// Pairs of one band of probability: what the model says of them, and what they are.
struct CalibrationBand {
  double low = 0;     // probability, inclusive
  double high = 1;    // exclusive, but for 1
  double stated = 0;  // mean probability
  Share right;
};

/// One band for each two neighbours of `bounds`, which rise.
std::vector<CalibrationBand> calibrate(std::span<const KnownPairs> pairs,
                                       std::span<const double> bounds);

/// What the model expects of its own edges.
struct ExpectedFigures {
  double threshold = 0;
  double called = 0;     // pairs at or above the threshold
  double matches = 0;    // of these, matches as the model expects
  double precision = 0;  // matches / called
  double recall = 0;     // matches / all the model expects, see expect_figures
};

/// Expected matches and figures by threshold from counts of pairs by weight. `weight_of_bin(i)` is
/// first + (i + 0.5) * step; `matches_all` is what recall is a share of, or less than the matches
/// among the candidates, which is then used.
struct WeightCounts {
  std::span<const uint64_t> pairs;
  double first = 0;
  double step = 1;
};
std::vector<ExpectedFigures> expect_figures(const WeightCounts& weights, double matches_all,
                                            std::span<const double> thresholds);

/// The harmonic mean, 0 when both are 0.
double harmonic_mean(double a, double b) noexcept;

}  // namespace newlyn::linkage
