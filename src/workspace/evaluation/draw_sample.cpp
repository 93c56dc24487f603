// SPDX-License-Identifier: MIT
// Draws pairs by strata of match probability, called or not, compared or not.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <queue>
#include <unordered_map>

#include "base/random.h"
#include "workspace/evaluation/judgement_sheet.h"

namespace newlyn::workspace {
namespace {

constexpr std::array kBandBounds = {0.0, 0.001, 0.05, 0.5, 0.95, 0.999, 1.0};
constexpr double kLeastOfStratum = 3;
constexpr double kFirstNeed = 1e12;  // before any need by size
constexpr uint64_t kTriesMin = 1'000'000;
constexpr uint64_t kTriesPerPair = 2000;

/// The pairs of lowest rank among those offered: a random draw without regard to order.
class Lowest {
 public:
  explicit Lowest(size_t count) : count_(count) {}
  void offer(RecordPair pair, uint64_t rank) {
    if (count_ == 0 || (kept_.size() == count_ && rank >= kept_.top().first)) return;
    kept_.emplace(rank, std::pair(pair.left, pair.right));
    if (kept_.size() > count_) kept_.pop();
  }
  std::vector<RecordPair> take() {
    std::vector<RecordPair> pairs;
    for (; !kept_.empty(); kept_.pop()) {
      pairs.push_back({kept_.top().second.first, kept_.top().second.second});
    }
    return pairs;
  }

 private:
  size_t count_;
  std::priority_queue<std::pair<uint64_t, std::pair<uint32_t, uint32_t>>> kept_;
};

/// The draw, step by step.
class SampleDraw {
 public:
  SampleDraw(const SampleFrame& frame, const EvaluateRequest& request)
      : frame_(frame), request_(request) {}
  std::vector<SampleStratum> draw();

 private:
  bool joined(RecordPair pair) const {
    return frame_.cluster_of_record[pair.left] == frame_.cluster_of_record[pair.right];
  }
  bool counts(RecordPair pair) const {
    const auto& sides = frame_.files.side_of_record;
    return sides.empty() || sides[pair.left] != sides[pair.right];
  }
  size_t stratum_of(double weight, bool called) const;
  void make_strata();
  void count_pairs();
  void share_out();
  void draw_candidates();
  void draw_equal(Random& random);
  void draw_joined(Random& random);
  void draw_unblocked(Random& random);
  uint64_t pairs_in_clusters();
  double pairs_possible() const;

  const SampleFrame& frame_;
  const EvaluateRequest& request_;
  std::vector<double> bounds_;
  std::vector<SampleStratum>
      strata_;  // bands apart, bands called, equal records, joined, unblocked
  std::vector<size_t> wanted_;
  size_t equal_ = 0;  // two strata from here on: apart, called
  size_t joined_ = 0;
  size_t unblocked_ = 0;
  std::unordered_map<uint32_t, std::vector<uint32_t>> members_;  // of clusters of several records
};

size_t SampleDraw::stratum_of(double weight, bool called) const {
  const double probability = linkage::probability_of(weight);
  const auto above = std::upper_bound(bounds_.begin(), bounds_.end(), probability);
  const size_t band =
      std::min(static_cast<size_t>(above - bounds_.begin()), bounds_.size() - 1) - 1;
  return band + (called ? bounds_.size() - 1 : 0);
}

void SampleDraw::make_strata() {
  bounds_.assign(kBandBounds.begin(), kBandBounds.end());
  // The threshold is a bound of its own, so that no band lies on both sides of it.
  if (std::find(bounds_.begin(), bounds_.end(), frame_.threshold) == bounds_.end()) {
    bounds_.push_back(frame_.threshold);
    std::sort(bounds_.begin(), bounds_.end());
  }
  for (const bool called : {false, true}) {
    for (size_t i = 0; i + 1 < bounds_.size(); ++i) {
      strata_.push_back({bounds_[i], bounds_[i + 1], called, true, 0, {}});
    }
  }
  equal_ = strata_.size();
  strata_.push_back({1, 1, false, true, 0, {}});
  strata_.push_back({1, 1, true, true, 0, {}});
  joined_ = strata_.size();
  strata_.push_back({0, 0, true, false, 0, {}});
  unblocked_ = strata_.size();
  strata_.push_back({0, 0, false, false, 0, {}});
}

/// Pairs inside clusters that count, and the members of every cluster of several records.
uint64_t SampleDraw::pairs_in_clusters() {
  for (uint32_t record = 0; record < frame_.cluster_of_record.size(); ++record) {
    members_[frame_.cluster_of_record[record]].push_back(record);
  }
  std::erase_if(members_, [](const auto& cluster) { return cluster.second.size() < 2; });
  const auto& sides = frame_.files.side_of_record;
  uint64_t pairs = 0;
  for (const auto& [cluster, records] : members_) {
    const uint64_t count = records.size();
    uint64_t right = 0;
    for (const uint32_t record : records) right += !sides.empty() && sides[record] == 1 ? 1 : 0;
    pairs += sides.empty() ? count * (count - 1) / 2 : right * (count - right);
  }
  return pairs;
}

double SampleDraw::pairs_possible() const {
  const auto records = static_cast<double>(frame_.files.record_count);
  const auto& sides = frame_.files.side_of_record;
  if (sides.empty()) return records * (records - 1) / 2;
  const auto right = static_cast<double>(std::count(sides.begin(), sides.end(), 1U));
  return right * (records - right);
}

void SampleDraw::count_pairs() {
  uint64_t joined_candidates = 0;
  for (const linkage::Edge& edge : frame_.candidates.edges()) {
    if (edge.rule == linkage::kIdenticalRule) continue;
    const bool called = joined({edge.left, edge.right});
    strata_[stratum_of(edge.weight, called)].pairs += 1;
    joined_candidates += called ? 1 : 0;
  }
  for (const EqualRecords& equal : frame_.candidates.equal_records()) {
    const uint64_t count = equal.records.size();
    const bool called = joined({equal.records[0], equal.records[1]});
    strata_[equal_ + (called ? 1 : 0)].pairs += static_cast<double>(count * (count - 1) / 2);
    if (called) joined_candidates += count * (count - 1) / 2;
  }
  const uint64_t joined_pairs = pairs_in_clusters();
  strata_[joined_].pairs = static_cast<double>(joined_pairs - joined_candidates);
  strata_[unblocked_].pairs =
      pairs_possible() - static_cast<double>(frame_.candidates.count()) - strata_[joined_].pairs;
}

/// Gives each next pair to the stratum that has fewest for the square root of its size.
void SampleDraw::share_out() {
  wanted_.assign(strata_.size(), 0);
  const auto room = [&](size_t i) {
    return i != unblocked_ && static_cast<double>(wanted_[i]) < strata_[i].pairs;
  };
  for (size_t given = 0; given < request_.sample; ++given) {
    size_t neediest = strata_.size();
    double need = -1;
    for (size_t i = 0; i < strata_.size(); ++i) {
      if (!room(i)) continue;
      const auto has = static_cast<double>(wanted_[i]);
      const double here =
          has < kLeastOfStratum ? kFirstNeed - has : std::sqrt(strata_[i].pairs) / (has + 1);
      if (here > need) {
        need = here;
        neediest = i;
      }
    }
    if (neediest == strata_.size()) break;
    ++wanted_[neediest];
  }
  wanted_[unblocked_] = static_cast<size_t>(
      std::min(static_cast<double>(request_.sample_unblocked), strata_[unblocked_].pairs));
}

void SampleDraw::draw_candidates() {
  std::vector<Lowest> lowest;
  for (size_t i = 0; i < equal_; ++i) lowest.emplace_back(wanted_[i]);
  for (const linkage::Edge& edge : frame_.candidates.edges()) {
    if (edge.rule == linkage::kIdenticalRule) continue;
    const RecordPair pair{edge.left, edge.right};
    lowest[stratum_of(edge.weight, joined(pair))].offer(pair, rank_of(pair, request_.link.seed));
  }
  for (size_t i = 0; i < equal_; ++i) strata_[i].drawn = lowest[i].take();
}

/// Keeps drawing with `next` until there are `wanted` different pairs, or too many tries.
template <typename Next>
void draw_until(SampleStratum& stratum, size_t wanted, Next next) {
  const uint64_t tries_max = kTriesMin + kTriesPerPair * wanted;
  for (uint64_t tries = 0; stratum.drawn.size() < wanted && tries < tries_max; ++tries) {
    const std::optional<RecordPair> pair = next();
    if (!pair) continue;
    const bool is_new =
        std::find(stratum.drawn.begin(), stratum.drawn.end(), *pair) == stratum.drawn.end();
    if (is_new) stratum.drawn.push_back(*pair);
  }
}

RecordPair pair_of(const std::vector<uint32_t>& records, Random& random) {
  const uint64_t a = random.below(records.size());
  uint64_t b = random.below(records.size() - 1);
  if (b >= a) ++b;
  return ordered_pair(records[a], records[b]);
}

/// A set of records drawn in proportion to its pairs.
class SetDraw {
 public:
  void add(const std::vector<uint32_t>& records) {
    total_ += records.size() * (records.size() - 1) / 2;
    sets_.push_back(&records);
    ends_.push_back(total_);
  }
  bool empty() const noexcept { return total_ == 0; }
  RecordPair draw(Random& random) const {
    const auto end = std::upper_bound(ends_.begin(), ends_.end(), random.below(total_));
    return pair_of(*sets_[static_cast<size_t>(end - ends_.begin())], random);
  }

 private:
  std::vector<const std::vector<uint32_t>*> sets_;
  std::vector<uint64_t> ends_;
  uint64_t total_ = 0;
};

void SampleDraw::draw_equal(Random& random) {
  for (const size_t called : {0U, 1U}) {
    SetDraw sets;
    for (const EqualRecords& equal : frame_.candidates.equal_records()) {
      if (joined({equal.records[0], equal.records[1]}) == (called == 1)) sets.add(equal.records);
    }
    if (sets.empty()) continue;
    draw_until(strata_[equal_ + called], wanted_[equal_ + called],
               [&] { return std::optional(sets.draw(random)); });
  }
}

void SampleDraw::draw_joined(Random& random) {
  if (wanted_[joined_] == 0) return;
  std::vector<uint32_t> clusters;
  for (const auto& [cluster, records] : members_) clusters.push_back(cluster);
  std::sort(clusters.begin(), clusters.end());
  SetDraw sets;
  for (const uint32_t cluster : clusters) sets.add(members_[cluster]);
  draw_until(strata_[joined_], wanted_[joined_], [&]() -> std::optional<RecordPair> {
    const RecordPair pair = sets.draw(random);
    if (!counts(pair) || frame_.candidates.weight(pair)) return std::nullopt;
    return pair;
  });
}

void SampleDraw::draw_unblocked(Random& random) {
  const uint64_t records = frame_.files.record_count;
  if (records < 2) return;
  draw_until(strata_[unblocked_], wanted_[unblocked_], [&]() -> std::optional<RecordPair> {
    const auto a = static_cast<uint32_t>(random.below(records));
    const auto b = static_cast<uint32_t>(random.below(records));
    const RecordPair pair = ordered_pair(a, b);
    if (a == b || !counts(pair) || joined(pair) || frame_.candidates.weight(pair)) {
      return std::nullopt;
    }
    return pair;
  });
}

std::vector<SampleStratum> SampleDraw::draw() {
  make_strata();
  count_pairs();
  share_out();
  draw_candidates();
  Random random(request_.link.seed);
  draw_equal(random);
  draw_joined(random);
  draw_unblocked(random);
  // Strata that hold pairs are kept even when none was drawn: they say what is left out. The pairs
  // never compared are kept only when asked for.
  std::vector<SampleStratum> kept;
  for (size_t i = 0; i < strata_.size(); ++i) {
    if (strata_[i].pairs > 0 && (i != unblocked_ || wanted_[i] > 0)) {
      kept.push_back(std::move(strata_[i]));
    }
  }
  return kept;
}

}  // namespace

std::string SampleStratum::words() const {
  const std::string_view fate = called ? "put together" : "left apart";
  if (!compared) {
    return called ? "put together through other records, never compared by a blocking rule"
                  : "never compared";
  }
  if (low == 1) return fmt::format("{}, equal in all that is compared", fate);
  return fmt::format("{}, probability {} to {}", fate, low, high);
}

std::vector<SampleStratum> draw_sample(const SampleFrame& frame, const EvaluateRequest& request) {
  return SampleDraw(frame, request).draw();
}

}  // namespace newlyn::workspace
