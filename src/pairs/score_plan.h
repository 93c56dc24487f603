// SPDX-License-Identifier: MIT
// A model made ready to score rows of one set of columns: comparisons compiled, weights and term
// frequency adjustments in plain tables. Each part is made when first asked for and constant from
// then on; read from many threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "pairs/comparison.h"
#include "pairs/level_program.h"
#include "pairs/pair_columns.h"
#include "pairs/pair_scorer.h"
#include "pairs/prepared_values.h"

namespace newlyn::pairs {

/// What a level adds to the log2 odds of a match against an unrelated pair, and against a household
/// pair. Nothing for a null level.
struct LevelScore {
  double random = 0;
  double family = 0;
  /// By code of column `term`: what the value's frequency takes off `random`, -infinity for null.
  /// A null pointer where there is no term frequency.
  const double* adjustments = nullptr;
  /// By code: `family` where it depends on the value; else a null pointer.
  const double* family_of_value = nullptr;
  uint16_t term = 0;
  const Association* association = nullptr;  // null: none

  /// What a value of `term` adds. Requires: adjustments.
  KindOdds of_value(record::ValueCode code) const noexcept {
    constexpr double kNever = -std::numeric_limits<double>::infinity();
    const double adjustment = adjustments[code];
    return {adjustment == kNever ? 0 : -adjustment,
            family_of_value == nullptr ? family : family_of_value[code]};
  }
};

/// The scores of one comparison.
struct ComparisonScores {
  std::vector<LevelScore> levels;
  KindOdds most;          // that it can add
  KindOdds most_unequal;  // likewise, where the values of its one column differ
};

/// A level that codes alone do not tell.
constexpr uint8_t kOpen = 0xFF;

/// The odds of a pair so far, and the most that its open comparisons can add to them.
struct Sums {
  KindOdds odds;
  KindOdds rest;

  void add(const Sums& other) noexcept {
    odds.add(other.odds);
    rest.add(other.rest);
  }
};

/// What the codes of one column say of a comparison that depends on it alone, in tables by what two
/// codes are to each other: equal, or null on either side.
struct KnownScores {
  static constexpr size_t kSights = 8;
  uint16_t comparison = 0;
  uint16_t column = 0;
  uint8_t levels[kSights];  // kOpen where the values themselves must be looked at
  bool by_values[kSights];  // what both values add comes on top, as the level says
  Sums gains[kSights];
  /// By code: what two equal values add on top. For null nothing, and where the mask is 0.
  const KindOdds* of_equal = nullptr;
  record::ValueCode of_equal_mask = 0;

  static unsigned sight(record::ValueCode left, record::ValueCode right) noexcept {
    return (left == right ? 1U : 0U) | (left == record::kNullCode ? 2U : 0U) |
           (right == record::kNullCode ? 4U : 0U);
  }
};

/// Has something made by whoever asks first; from then on asking costs one look at a flag, where
/// std::call_once alone costs a call.
class MadeOnce {
 public:
  template <typename Make>
  void make(const Make& maker) {
    if (made_.load(std::memory_order_acquire)) return;
    std::call_once(flag_, [&] {
      maker();
      made_.store(true, std::memory_order_release);
    });
  }

 private:
  std::once_flag flag_;
  std::atomic<bool> made_{false};
};

/// Everything of one model and one set of columns. Both must outlive it and stay as they are.
class ScorePlan {
 public:
  ScorePlan(const PairColumns& columns, const ScoreModel& model)
      : columns_(columns), model_(model), values_(columns) {}

  /// By comparison; nothing where only the general evaluator answers it.
  const std::vector<std::optional<LevelProgram>>& programs() {
    programs_made_.make([&] { make_programs(); });
    return programs_;
  }
  /// By comparison.
  const std::vector<ComparisonScores>& scores() {
    scores_made_.make([&] { make_scores(); });
    return scores_;
  }
  /// Comparisons in the order that settles pairs of little weight soonest. Weights are always added
  /// up in this order.
  const std::vector<uint16_t>& order() {
    scores();
    return order_;
  }
  /// Of the comparisons that depend on one column, in order().
  const std::vector<KnownScores>& known() {
    known_made_.make([&] { make_known(); });
    return known_;
  }
  /// The one of a comparison; null where it depends on several columns.
  const KnownScores* known_of(size_t comparison) {
    known();
    return known_of_[comparison];
  }

 private:
  LevelScore score_of(const Level& level);
  KindOdds most_of_level(const LevelScore& score) const;
  void make_programs();
  void make_scores();
  void make_known();
  KnownScores known_scores(uint16_t comparison);
  void add_of_equal(KnownScores& known);
  double worth(size_t comparison) const;

  const PairColumns& columns_;
  const ScoreModel& model_;
  PreparedValues values_;
  MadeOnce programs_made_;
  MadeOnce scores_made_;
  MadeOnce known_made_;
  std::vector<std::optional<LevelProgram>> programs_;
  std::vector<ComparisonScores> scores_;
  std::vector<uint16_t> order_;
  std::vector<KnownScores> known_;
  std::vector<const KnownScores*> known_of_;  // by comparison
  std::vector<std::unique_ptr<std::vector<double>>> tables_;
  std::vector<std::unique_ptr<std::vector<KindOdds>>> equal_tables_;
};

/// The plan of one model, shared by all its scorers.
class SharedPlan {
 public:
  ScorePlan& of(const PairColumns& columns, const ScoreModel& model);

 private:
  std::once_flag made_;
  std::unique_ptr<ScorePlan> plan_;
  const PairColumns* columns_ = nullptr;
};

}  // namespace newlyn::pairs
