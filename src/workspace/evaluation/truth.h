// SPDX-License-Identifier: MIT
// The known answer, as a true entity by record or as labelled pairs, under one face.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "linkage/evaluation.h"
#include "workspace/evaluate_files.h"
#include "workspace/evaluation/candidate_pairs.h"
#include "workspace/files/linked_files.h"

namespace newlyn::workspace {

/// How a pair went wrong.
enum class ErrorKind : uint8_t { wrong, never_compared, below_threshold, kept_apart };
inline constexpr size_t kErrorKinds = 4;

/// Examples of each kind of error, at most as many as asked for.
struct ErrorPairs {
  std::vector<RecordPair> of_kind[kErrorKinds];
};

/// The clusters that are judged, and the weight from which a pair alone was called.
struct JudgedRun {
  std::span<const uint32_t> cluster_of_record;
  const CandidatePairs& candidates;
  double weight_min = 0;
};

/// What is known about pairs of records. All spans of clusters are by record.
class Truth {
 public:
  virtual ~Truth() = default;
  /// Pairs found, true and right under a clustering.
  virtual linkage::PairCounts counts(std::span<const uint32_t> clusters) const = 0;
  /// Candidate pairs with a known answer; pairs that are alike may be counted together.
  virtual std::vector<linkage::KnownPairs> candidate_answers(
      const CandidatePairs& candidates) const = 0;
  virtual std::vector<linkage::PairCounts> groups(std::span<const uint32_t> clusters,
                                                  std::span<const uint32_t> group_of_record,
                                                  size_t group_count) const = 0;
  virtual std::vector<linkage::SourcePairCounts> sources(
      std::span<const uint32_t> clusters) const = 0;
  virtual LossReport losses(const JudgedRun& judged) const = 0;
  /// Examples drawn at random under a seed, each of another entity where there are enough.
  virtual ErrorPairs errors(const JudgedRun& judged, size_t count, uint64_t seed) const = 0;
  /// Records with a known answer.
  virtual uint64_t record_count() const = 0;
  /// B-cubed figures; nothing for labelled pairs.
  virtual std::optional<CubedReport> b_cubed(std::span<const uint32_t> clusters) const = 0;
};

/// The true entity of records, as files.truth says. `files` must outlive it.
std::unique_ptr<Truth> truth_of_records(const LinkedFiles& files);

/// Labelled pairs read from a file in the form of Splink's labels. Throws Error(request_invalid)
/// when columns are missing, a score is no number (with its line), or no record is known.
std::unique_ptr<Truth> truth_of_labels(const LinkedFiles& files, const std::string& path,
                                       std::vector<std::string>& warnings, RunContext& run);

}  // namespace newlyn::workspace
