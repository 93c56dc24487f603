// SPDX-License-Identifier: MIT
// The known answer as labelled pairs in the form of Splink's labels.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "workspace/evaluation/error_draw.h"
#include "workspace/evaluation/truth.h"
#include "workspace/files/judged_pairs.h"

namespace newlyn::workspace {
namespace {

/// A labelled pair.
struct Label {
  RecordPair pair;
  bool same = false;
};

class LabelTruth : public Truth {
 public:
  LabelTruth(const LinkedFiles& files, std::vector<Label> labels)
      : files_(files), labels_(std::move(labels)) {}

  linkage::PairCounts counts(std::span<const uint32_t> clusters) const override {
    linkage::PairCounts counts;
    for (const Label& label : labels_) add(counts, label, clusters);
    return counts;
  }
  std::vector<linkage::KnownPairs> candidate_answers(
      const CandidatePairs& candidates) const override;
  std::vector<linkage::PairCounts> groups(std::span<const uint32_t> clusters,
                                          std::span<const uint32_t> group_of_record,
                                          size_t group_count) const override;
  std::vector<linkage::SourcePairCounts> sources(std::span<const uint32_t> clusters) const override;
  LossReport losses(const JudgedRun& judged) const override;
  ErrorPairs errors(const JudgedRun& judged, size_t count, uint64_t seed) const override;
  uint64_t record_count() const override;
  std::optional<CubedReport> b_cubed(std::span<const uint32_t>) const override { return {}; }

 private:
  static bool joined(RecordPair pair, std::span<const uint32_t> clusters) {
    return clusters[pair.left] == clusters[pair.right];
  }
  static void add(linkage::PairCounts& counts, const Label& label,
                  std::span<const uint32_t> clusters) {
    const bool found = joined(label.pair, clusters);
    counts.found += found ? 1 : 0;
    counts.truly += label.same ? 1 : 0;
    counts.right += found && label.same ? 1 : 0;
  }
  static std::optional<ErrorKind> error_of(const Label& label, const JudgedRun& judged);

  const LinkedFiles& files_;
  std::vector<Label> labels_;
};

std::vector<linkage::KnownPairs> LabelTruth::candidate_answers(
    const CandidatePairs& candidates) const {
  std::vector<linkage::KnownPairs> answers;
  for (const Label& label : labels_) {
    const auto weight = candidates.weight(label.pair);
    if (weight) answers.push_back({*weight, 1, label.same ? 1U : 0U});
  }
  return answers;
}

std::vector<linkage::PairCounts> LabelTruth::groups(std::span<const uint32_t> clusters,
                                                    std::span<const uint32_t> group_of_record,
                                                    size_t group_count) const {
  std::vector<linkage::PairCounts> counts(group_count);
  for (const Label& label : labels_) {
    const uint32_t left = group_of_record[label.pair.left];
    const uint32_t right = group_of_record[label.pair.right];
    add(counts[left], label, clusters);
    if (left != right) add(counts[right], label, clusters);
  }
  return counts;
}

std::vector<linkage::SourcePairCounts> LabelTruth::sources(
    std::span<const uint32_t> clusters) const {
  std::map<std::pair<uint32_t, uint32_t>, linkage::PairCounts> counts;
  for (const Label& label : labels_) {
    const auto parts = std::minmax(files_.source_of_record[label.pair.left],
                                   files_.source_of_record[label.pair.right]);
    add(counts[{parts.first, parts.second}], label, clusters);
  }
  std::vector<linkage::SourcePairCounts> list;
  for (const auto& [parts, count] : counts) list.push_back({parts.first, parts.second, count});
  return list;
}

std::optional<ErrorKind> LabelTruth::error_of(const Label& label, const JudgedRun& judged) {
  const bool found = joined(label.pair, judged.cluster_of_record);
  if (found == label.same) return std::nullopt;
  if (found) return ErrorKind::wrong;
  const auto weight = judged.candidates.weight(label.pair);
  if (!weight) return ErrorKind::never_compared;
  return *weight >= judged.weight_min ? ErrorKind::kept_apart : ErrorKind::below_threshold;
}

LossReport LabelTruth::losses(const JudgedRun& judged) const {
  LossReport losses;
  for (const Label& label : labels_) {
    const auto kind = error_of(label, judged);
    if (!kind) continue;
    if (*kind == ErrorKind::wrong) {
      ++losses.wrong;
      const auto weight = judged.candidates.weight(label.pair);
      const bool called = weight && *weight >= judged.weight_min;
      ++(called ? losses.wrong_by_weight : losses.wrong_through_others);
      continue;
    }
    ++losses.missed;
    if (*kind == ErrorKind::never_compared) ++losses.never_compared;
    if (*kind == ErrorKind::below_threshold) ++losses.below_threshold;
    if (*kind == ErrorKind::kept_apart) ++losses.kept_apart;
  }
  return losses;
}

ErrorPairs LabelTruth::errors(const JudgedRun& judged, size_t count, uint64_t seed) const {
  std::vector<ErrorDraw> draws(kErrorKinds, ErrorDraw(count, seed));
  for (const Label& label : labels_) {
    const auto kind = error_of(label, judged);
    if (!kind) continue;
    draws[static_cast<size_t>(*kind)].offer(label.pair, label.pair.left);
  }
  ErrorPairs errors;
  for (size_t kind = 0; kind < kErrorKinds; ++kind) errors.of_kind[kind] = draws[kind].take();
  return errors;
}

uint64_t LabelTruth::record_count() const {
  std::vector<uint32_t> records;
  for (const Label& label : labels_) {
    records.insert(records.end(), {label.pair.left, label.pair.right});
  }
  std::sort(records.begin(), records.end());
  return static_cast<uint64_t>(std::unique(records.begin(), records.end()) - records.begin());
}

/// The labels read and what could not be used.
struct LabelReading {
  std::map<std::pair<uint32_t, uint32_t>, bool> same_of_pair;
  uint64_t unknown = 0;
  uint64_t contrary = 0;
};

LabelReading read_rows(const JudgedPairs& rows, const RecordIndex& index) {
  LabelReading reading;
  for (size_t row = 0; row < rows.row_count(); ++row) {
    const auto same = rows.answer(row);
    if (!same) continue;
    const auto pair = rows.pair(row, index);
    if (!pair) {
      ++reading.unknown;
      continue;
    }
    const auto [known, is_new] =
        reading.same_of_pair.emplace(std::pair(pair->left, pair->right), *same);
    if (!is_new && known->second != *same) ++reading.contrary;
  }
  return reading;
}

}  // namespace

std::unique_ptr<Truth> truth_of_labels(const LinkedFiles& files, const std::string& path,
                                       std::vector<std::string>& warnings, RunContext& run) {
  const LabelReading read = read_rows(JudgedPairs(path, run), RecordIndex(files));
  if (read.same_of_pair.empty()) {
    throw Error(Code::request_invalid,
                fmt::format("No pair of the labels {} has both its records in the input. Name the "
                            "column of the record's own key with --id.",
                            path));
  }
  if (read.unknown > 0) {
    warnings.push_back(
        fmt::format("{}: {} labelled pairs name a record that the input does not "
                    "have; they were left out.",
                    path, read.unknown));
  }
  if (read.contrary > 0) {
    warnings.push_back(
        fmt::format("{}: {} pairs are labelled same and different; the first label "
                    "was taken.",
                    path, read.contrary));
  }
  std::vector<Label> labels;
  for (const auto& [pair, same] : read.same_of_pair) {
    // In a match, pairs of one file are never compared and do not count.
    const bool one_side = !files.side_of_record.empty() &&
                          files.side_of_record[pair.first] == files.side_of_record[pair.second];
    if (!one_side) labels.push_back({{pair.first, pair.second}, same});
  }
  return std::make_unique<LabelTruth>(files, std::move(labels));
}

}  // namespace newlyn::workspace
