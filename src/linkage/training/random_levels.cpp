// SPDX-License-Identifier: MIT
// One comparison after the other: equal values counted, unequal ones drawn list by list.
#include "linkage/training/random_levels.h"

#include <algorithm>
#include <mutex>

#include "base/limits.h"
#include "base/random.h"
#include "base/threads.h"
#include "linkage/training/patterns.h"

namespace newlyn::linkage {
namespace {

constexpr size_t kListPairs = 200'000;
constexpr size_t kRangePairs = 1u << 14;
constexpr uint16_t kNoColumn = pairs::kNoMemory;

class LevelDraw {
 public:
  LevelDraw(const pairs::PairColumns& columns, const pairs::ScoreModel& model,
            const RandomDraw& draw)
      : columns_(columns), model_(model), draw_(draw), scorers_(columns, model) {}

  LevelTally tally(size_t comparison, RunContext& run);

 private:
  /// Levels of the pairs counted; returns how many pairs there were.
  uint64_t count(size_t comparison, std::span<const pairs::RowPair> pairs,
                 std::vector<uint64_t>& met);
  double count_equal(size_t comparison, uint16_t column, LevelTally& tally);
  bool is_enough(size_t comparison, const LevelTally& tally) const;
  double all_pairs() const;
  bool are_equal(pairs::RowPair pair, uint16_t column) const {
    const record::ValueCode code = columns_.code(pair.left, column);
    return code != record::kNullCode && code == columns_.code(pair.right, column);
  }

  const pairs::PairColumns& columns_;
  const pairs::ScoreModel& model_;
  RandomDraw draw_;
  pairs::ScorerPool scorers_;
};

double LevelDraw::all_pairs() const {
  const auto rows = static_cast<double>(columns_.row_count);
  double pairs = rows * (rows - 1) / 2;
  if (!draw_.scope.across_only) return pairs;
  std::vector<double> of_source;
  for (const uint32_t source : draw_.scope.dataset_of_row) {
    if (source >= of_source.size()) of_source.resize(source + 1, 0);
    ++of_source[source];
  }
  for (const double count : of_source) pairs -= count * (count - 1) / 2;
  return pairs;
}

uint64_t LevelDraw::count(size_t comparison, std::span<const pairs::RowPair> pairs,
                          std::vector<uint64_t>& met) {
  std::mutex adding;
  parallel_ranges(pairs.size(), kRangePairs, [&](size_t begin, size_t end) {
    scorers_.with_scorer([&](pairs::PairScorer& scorer) {
      std::vector<uint8_t> levels(limits::kPairBatch);
      std::vector<uint64_t> here(met.size(), 0);
      for (size_t from = begin; from < end; from += limits::kPairBatch) {
        const size_t size = std::min(limits::kPairBatch, end - from);
        scorer.levels_of_one(comparison, pairs.subspan(from, size), {levels.data(), size});
        for (size_t i = 0; i < size; ++i) ++here[levels[i]];
      }
      const std::lock_guard lock(adding);
      for (size_t level = 0; level < met.size(); ++level) met[level] += here[level];
    });
  });
  return pairs.size();
}

/// Counts all pairs whose values in `column` are equal; returns how many they are.
double LevelDraw::count_equal(size_t comparison, uint16_t column, LevelTally& tally) {
  const pairs::PairColumn& values = columns_.columns[column];
  std::vector<double> rows_with(values.counts.size(), 0);
  std::vector<pairs::Row> example(values.counts.size(), 0);
  for (pairs::Row row = 0; row < columns_.row_count; ++row) {
    const record::ValueCode code = values.codes[row];
    ++rows_with[code];
    example[code] = row;
  }
  std::vector<pairs::RowPair> pairs;
  std::vector<double> weights;
  double total = 0;
  for (record::ValueCode code = 1; code < rows_with.size(); ++code) {
    if (rows_with[code] < 2) continue;
    pairs.push_back({example[code], example[code]});
    weights.push_back(rows_with[code] * (rows_with[code] - 1) / 2);
    total += weights.back();
  }
  std::vector<uint8_t> levels(pairs.size());
  scorers_.with_scorer(
      [&](pairs::PairScorer& scorer) { scorer.levels_of_one(comparison, pairs, levels); });
  for (size_t i = 0; i < pairs.size(); ++i) {
    tally.pairs[levels[i]] += weights[i];
    tally.met[levels[i]] += static_cast<uint64_t>(weights[i]);
  }
  return total;
}

bool LevelDraw::is_enough(size_t comparison, const LevelTally& tally) const {
  const std::vector<pairs::Level>& levels = model_.comparisons[comparison].levels;
  for (size_t level = 0; level < levels.size(); ++level) {
    if (!levels[level].is_null && tally.met[level] < draw_.level_pairs) return false;
  }
  return true;
}

LevelTally LevelDraw::tally(size_t comparison, RunContext& run) {
  LevelTally tally;
  const size_t level_count = model_.comparisons[comparison].levels.size();
  tally.pairs.assign(level_count, 0);
  tally.met.assign(level_count, 0);
  const double all = all_pairs();
  const bool few = all <= static_cast<double>(draw_.pairs);
  const uint16_t column =
      few || draw_.scope.across_only ? kNoColumn : model_.comparisons[comparison].depends_on;
  const double equal = column == kNoColumn ? 0 : count_equal(comparison, column, tally);
  std::vector<uint64_t> drawn(level_count, 0);
  uint64_t kept = 0;
  for (uint64_t list = 0; tally.drawn < draw_.pairs && !is_enough(comparison, tally); ++list) {
    run.check_stop();
    const size_t wanted = few ? static_cast<size_t>(draw_.pairs)
                              : std::min<size_t>(kListPairs, draw_.pairs - tally.drawn);
    std::vector<pairs::RowPair> pairs =
        draw_random_pairs(columns_.row_count, draw_.scope, wanted, hash_mix(draw_.seed, list));
    if (pairs.empty()) break;
    tally.drawn += few ? draw_.pairs : pairs.size();
    if (column != kNoColumn) {
      std::erase_if(pairs, [&](pairs::RowPair pair) { return are_equal(pair, column); });
    }
    std::vector<uint64_t> here(level_count, 0);
    kept += count(comparison, pairs, here);
    for (size_t level = 0; level < level_count; ++level) {
      drawn[level] += here[level];
      tally.met[level] += here[level];
    }
  }
  if (few) tally.drawn = kept;
  for (size_t level = 0; level < level_count; ++level) {
    if (kept == 0) break;
    tally.pairs[level] +=
        static_cast<double>(drawn[level]) * (all - equal) / static_cast<double>(kept);
  }
  return tally;
}

}  // namespace

std::vector<LevelTally> count_random_levels(const pairs::PairColumns& columns,
                                            const pairs::ScoreModel& model, const RandomDraw& draw,
                                            RunContext& run) {
  LevelDraw levels(columns, model, draw);
  std::vector<LevelTally> tallies;
  for (size_t c = 0; c < model.comparisons.size(); ++c) tallies.push_back(levels.tally(c, run));
  return tallies;
}

}  // namespace newlyn::linkage
