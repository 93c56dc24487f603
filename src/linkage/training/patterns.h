// SPDX-License-Identifier: MIT
// Levels of pairs as one number, and how often each number occurs.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "pairs/pair_blocks.h"
#include "pairs/pair_scorer.h"

namespace newlyn::linkage {

/// The levels of all comparisons of a pair, one byte each.
using LevelRow = std::vector<uint8_t>;

/// Pairs with equal levels, counted.
struct PatternCounts {
  size_t comparison_count = 0;
  std::vector<uint8_t> levels;  // comparison_count bytes a pattern
  std::vector<double> counts;   // by pattern

  size_t size() const noexcept { return counts.size(); }
  std::span<const uint8_t> pattern(size_t index) const noexcept {
    return {levels.data() + index * comparison_count, comparison_count};
  }
};

/// Levels of every pair, comparison_count bytes a pair, in the order of the pairs. In parallel.
std::vector<uint8_t> levels_of_pairs(const pairs::PairColumns& columns,
                                     const pairs::ScoreModel& model,
                                     std::span<const pairs::RowPair> pairs);

/// Counts equal patterns. The order of patterns is that of their bytes.
PatternCounts count_patterns(std::span<const uint8_t> levels, size_t comparison_count);

/// Counts the level patterns of pairs that come in lists, from several threads at once, without
/// keeping the levels of every pair. The columns and the model must outlive it.
class PatternCounter {
 public:
  PatternCounter(const pairs::PairColumns& columns, const pairs::ScoreModel& model);
  ~PatternCounter();
  PatternCounter(const PatternCounter&) = delete;
  PatternCounter& operator=(const PatternCounter&) = delete;
  /// Adds pairs; may be called from any thread.
  void add(std::span<const pairs::RowPair> pairs);
  /// All that was added. Requires: no call of add is running.
  PatternCounts counts() const;

 private:
  class Numbers;
  struct Share;
  std::unique_ptr<Share> take();
  void add_batch(std::span<const pairs::RowPair> pairs, Share& share) const;

  const pairs::PairColumns& columns_;
  const pairs::ScoreModel& model_;
  std::unique_ptr<Numbers> numbers_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Share>> free_;  // all of them, when no call is running
};

/// The same for one list, without keeping the levels of every pair. In parallel.
PatternCounts count_patterns(const pairs::PairColumns& columns, const pairs::ScoreModel& model,
                             std::span<const pairs::RowPair> pairs);

/// How many pairs of different rows are wanted; 1 where there is none, to divide by.
double pairs_in_scope(size_t row_count, const pairs::PairScope& scope);

/// `count` pairs of different rows drawn evenly from all wanted pairs; all of them when there are
/// no more than that.
std::vector<pairs::RowPair> draw_random_pairs(size_t row_count, const pairs::PairScope& scope,
                                              size_t count, uint64_t seed);

/// Pairs of different rows as well, but of few rows each paired with many, so that their values
/// stay in the processor's cache: several times the pairs in the same time, for an estimate that
/// varies as the number of rows lets it. At most `count`, from all wanted pairs evenly.
std::vector<pairs::RowPair> draw_tiled_pairs(size_t row_count, const pairs::PairScope& scope,
                                             size_t count, uint64_t seed);

}  // namespace newlyn::linkage
