// SPDX-License-Identifier: MIT
// Every candidate pair of a run with its weight, equal records included.
//
// Linkage ties equal records to the first of them only; here every pair of them is a candidate.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "linkage/linkage.h"

namespace newlyn::workspace {

/// Two records, left < right.
struct RecordPair {
  uint32_t left = 0;
  uint32_t right = 0;
  bool operator==(const RecordPair&) const = default;
};

/// The pair with its smaller record first.
RecordPair ordered_pair(uint32_t a, uint32_t b) noexcept;

/// A hash of a pair that serves as a random rank: the same seed gives the same order.
uint64_t rank_of(RecordPair pair, uint64_t seed) noexcept;

/// Records that are equal in all that is compared.
struct EqualRecords {
  std::vector<uint32_t> records;  // ascending
  double weight = 0;              // of each pair of them
};

/// Candidate pairs of a run that kept every edge; the smaller record comes first in each. The
/// result must outlive it.
class CandidatePairs {
 public:
  explicit CandidatePairs(const linkage::LinkResult& result);
  CandidatePairs(const CandidatePairs&) = delete;
  CandidatePairs& operator=(const CandidatePairs&) = delete;

  /// The weight of a pair, nothing when no blocking rule brought it together.
  std::optional<double> weight(RecordPair pair) const;
  /// Pairs of records that differ in something, ordered.
  std::span<const linkage::Edge> edges() const noexcept { return edges_; }
  const std::vector<EqualRecords>& equal_records() const noexcept { return equal_; }
  /// How many candidate pairs there are in all.
  uint64_t count() const noexcept { return count_; }

 private:
  std::vector<linkage::Edge> turned_;  // a copy, where the result has edges the other way round
  std::span<const linkage::Edge> edges_;
  std::vector<EqualRecords> equal_;
  std::unordered_map<uint32_t, uint32_t> equal_of_record_;
  uint64_t count_ = 0;
};

}  // namespace newlyn::workspace
