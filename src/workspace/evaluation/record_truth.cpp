// SPDX-License-Identifier: MIT
// The known answer as a true entity by record: counts come from tables, never from listing pairs.
#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "base/random.h"
#include "workspace/evaluation/error_draw.h"
#include "workspace/evaluation/truth.h"

namespace newlyn::workspace {
namespace {

constexpr uint64_t kPairsLookedAt = 5'000'000;
// Below this weight candidate pairs are counted together by steps; no threshold lies there.
constexpr double kFineFrom = -10;
constexpr double kCoarseStep = 0.25;
constexpr size_t kCoarseBins = 1024;

class RecordTruth : public Truth {
 public:
  explicit RecordTruth(const LinkedFiles& files) : files_(files), truth_(files.truth) {}

  linkage::PairCounts counts(std::span<const uint32_t> clusters) const override;
  std::vector<linkage::KnownPairs> candidate_answers(
      const CandidatePairs& candidates) const override;
  std::vector<linkage::PairCounts> groups(std::span<const uint32_t> clusters,
                                          std::span<const uint32_t> group_of_record,
                                          size_t group_count) const override {
    return linkage::evaluate_groups(scored(clusters), group_of_record, group_count);
  }
  std::vector<linkage::SourcePairCounts> sources(
      std::span<const uint32_t> clusters) const override {
    return linkage::evaluate_sources(scored(clusters), files_.source_of_record);
  }
  LossReport losses(const JudgedRun& judged) const override;
  ErrorPairs errors(const JudgedRun& judged, size_t count, uint64_t seed) const override;
  uint64_t record_count() const override {
    return static_cast<uint64_t>(std::count_if(truth_.begin(), truth_.end(), [](uint32_t entity) {
      return entity != linkage::kTruthUnknown;
    }));
  }
  std::optional<CubedReport> b_cubed(std::span<const uint32_t> clusters) const override;

 private:
  linkage::Scored scored(std::span<const uint32_t> clusters) const {
    return {clusters, truth_, files_.side_of_record};
  }
  bool known(RecordPair pair) const {
    return truth_[pair.left] != linkage::kTruthUnknown &&
           truth_[pair.right] != linkage::kTruthUnknown;
  }
  bool same(RecordPair pair) const { return truth_[pair.left] == truth_[pair.right]; }
  static bool joined(const JudgedRun& judged, RecordPair pair) {
    return judged.cluster_of_record[pair.left] == judged.cluster_of_record[pair.right];
  }
  bool counts_at_all(RecordPair pair) const {
    return files_.side_of_record.empty() ||
           files_.side_of_record[pair.left] != files_.side_of_record[pair.right];
  }
  linkage::KnownPairs known_among(const EqualRecords& equal) const;
  void draw_never_compared(const JudgedRun& judged, ErrorDraw& draw, uint64_t seed) const;

  const LinkedFiles& files_;
  std::span<const uint32_t> truth_;
};

linkage::PairCounts RecordTruth::counts(std::span<const uint32_t> clusters) const {
  const linkage::Accuracy accuracy =
      linkage::evaluate_clusters(clusters, truth_, files_.side_of_record);
  return {accuracy.found_pairs, accuracy.true_pairs, accuracy.right_pairs};
}

std::optional<CubedReport> RecordTruth::b_cubed(std::span<const uint32_t> clusters) const {
  const linkage::Accuracy accuracy =
      linkage::evaluate_clusters(clusters, truth_, files_.side_of_record);
  return CubedReport{accuracy.b_cubed_precision, accuracy.b_cubed_recall, accuracy.b_cubed_f1};
}

/// Pairs of equal records with a known answer.
linkage::KnownPairs RecordTruth::known_among(const EqualRecords& equal) const {
  std::unordered_map<uint32_t, uint64_t> members;
  uint64_t total = 0;
  for (const uint32_t record : equal.records) {
    if (truth_[record] == linkage::kTruthUnknown) continue;
    ++members[truth_[record]];
    ++total;
  }
  linkage::KnownPairs pairs{equal.weight, total * (total - (total > 0 ? 1 : 0)) / 2, 0};
  for (const auto& [entity, count] : members) pairs.same += count * (count - 1) / 2;
  return pairs;
}

std::vector<linkage::KnownPairs> RecordTruth::candidate_answers(
    const CandidatePairs& candidates) const {
  std::vector<linkage::KnownPairs> answers;
  std::vector<linkage::KnownPairs> coarse(kCoarseBins, {0, 0, 0});
  const auto add = [&](const linkage::KnownPairs& pairs) {
    if (pairs.weight >= kFineFrom) {
      answers.push_back(pairs);
      return;
    }
    const auto steps = static_cast<size_t>(
        std::min((kFineFrom - pairs.weight) / kCoarseStep, static_cast<double>(kCoarseBins - 1)));
    linkage::KnownPairs& bin = coarse[steps];
    bin.weight = kFineFrom - (static_cast<double>(steps) + 0.5) * kCoarseStep;
    bin.pairs += pairs.pairs;
    bin.same += pairs.same;
  };
  for (const linkage::Edge& edge : candidates.edges()) {
    const RecordPair pair{edge.left, edge.right};
    if (edge.rule == linkage::kIdenticalRule || !known(pair)) continue;
    add({edge.weight, 1, same(pair) ? 1U : 0U});
  }
  for (const EqualRecords& equal : candidates.equal_records()) {
    const linkage::KnownPairs pairs = known_among(equal);
    if (pairs.pairs > 0) add(pairs);
  }
  for (const linkage::KnownPairs& bin : coarse) {
    if (bin.pairs > 0) answers.push_back(bin);
  }
  return answers;
}

LossReport RecordTruth::losses(const JudgedRun& judged) const {
  const linkage::PairCounts total = counts(judged.cluster_of_record);
  LossReport losses;
  losses.missed = total.truly - total.right;
  losses.wrong = total.found - total.right;
  const auto add = [&](RecordPair pair, const linkage::KnownPairs& pairs) {
    const bool called = pairs.weight >= judged.weight_min;
    if (!joined(judged, pair)) {
      (called ? losses.kept_apart : losses.below_threshold) += pairs.same;
    } else if (called) {
      losses.wrong_by_weight += pairs.pairs - pairs.same;
    }
  };
  for (const linkage::Edge& edge : judged.candidates.edges()) {
    const RecordPair pair{edge.left, edge.right};
    if (edge.rule == linkage::kIdenticalRule || !known(pair)) continue;
    add(pair, {edge.weight, 1, same(pair) ? 1U : 0U});
  }
  // Equal records are either all in one cluster or all apart.
  for (const EqualRecords& equal : judged.candidates.equal_records()) {
    add({equal.records[0], equal.records[1]}, known_among(equal));
  }
  losses.wrong_through_others = losses.wrong - losses.wrong_by_weight;
  losses.never_compared = losses.missed - losses.kept_apart - losses.below_threshold;
  return losses;
}

/// Looks through true entities in a random order for pairs that are no candidates.
void RecordTruth::draw_never_compared(const JudgedRun& judged, ErrorDraw& draw,
                                      uint64_t seed) const {
  std::vector<uint32_t> order;
  for (uint32_t i = 0; i < truth_.size(); ++i) {
    if (truth_[i] != linkage::kTruthUnknown) order.push_back(i);
  }
  const auto rank = [&](uint32_t record) {
    return std::tuple(hash_mix(seed, truth_[record]), truth_[record], record);
  };
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return rank(a) < rank(b); });
  uint64_t looked_at = 0;
  for (size_t from = 0; from < order.size() && looked_at < kPairsLookedAt; ++from) {
    for (size_t to = from + 1; to < order.size() && truth_[order[to]] == truth_[order[from]];
         ++to) {
      if (++looked_at > kPairsLookedAt) break;
      const RecordPair pair = ordered_pair(order[from], order[to]);
      if (joined(judged, pair) || !counts_at_all(pair) || judged.candidates.weight(pair)) continue;
      draw.offer(pair, truth_[pair.left]);
    }
  }
}

ErrorPairs RecordTruth::errors(const JudgedRun& judged, size_t count, uint64_t seed) const {
  std::vector<ErrorDraw> draws(kErrorKinds, ErrorDraw(count, seed));
  const auto draw_of = [&](ErrorKind kind) -> ErrorDraw& {
    return draws[static_cast<size_t>(kind)];
  };
  const auto look_at = [&](RecordPair pair, double weight) {
    if (!known(pair) || same(pair) == joined(judged, pair)) return;
    if (joined(judged, pair)) {
      draw_of(ErrorKind::wrong).offer(pair, judged.cluster_of_record[pair.left]);
    } else {
      const bool called = weight >= judged.weight_min;
      draw_of(called ? ErrorKind::kept_apart : ErrorKind::below_threshold)
          .offer(pair, truth_[pair.left]);
    }
  };
  for (const linkage::Edge& edge : judged.candidates.edges()) {
    look_at({edge.left, edge.right}, edge.weight);
  }
  draw_never_compared(judged, draw_of(ErrorKind::never_compared), seed);
  ErrorPairs errors;
  for (size_t kind = 0; kind < kErrorKinds; ++kind) errors.of_kind[kind] = draws[kind].take();
  return errors;
}

}  // namespace

std::unique_ptr<Truth> truth_of_records(const LinkedFiles& files) {
  return std::make_unique<RecordTruth>(files);
}

}  // namespace newlyn::workspace
