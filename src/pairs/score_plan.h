// SPDX-License-Identifier: MIT
// A model made ready to score rows of one set of columns: comparisons compiled, weights and term
// frequency adjustments in plain tables. Constant after it was made; read from many threads.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "pairs/comparison.h"
#include "pairs/level_program.h"
#include "pairs/pair_columns.h"
#include "pairs/prepared_values.h"

namespace newlyn::pairs {

struct ScoreModel;

/// What a level adds to each kind of pair, log2. Nothing for a null level.
struct LevelScore {
  double match = 0;
  double random = 0;
  double family = 0;
  /// By code of column `term`: what a value's frequency adds to `random`, -infinity for null; and
  /// the household weight that goes with it. Empty where there is no term frequency.
  std::vector<double> adjustments;
  std::vector<double> family_of_value;  // empty: `family` whatever the value
  uint16_t term = 0;

  bool has_term() const noexcept { return !adjustments.empty(); }
};

/// One comparison made ready.
struct ComparisonPlan {
  std::optional<LevelProgram> program;  // nothing: only the general evaluator answers it
  std::vector<LevelScore> levels;
  uint16_t column = kNoMemory;  // the one column it reads
  // The most that it can add to the weight against unrelated pairs, and against households.
  double most_random = 0;
  double most_family = 0;
};

/// Everything of one model and one set of columns. Both must outlive it.
class ScorePlan {
 public:
  ScorePlan(const PairColumns& columns, const ScoreModel& model);

  const std::vector<ComparisonPlan>& comparisons() const noexcept { return comparisons_; }
  /// Comparisons in the order that settles pairs of little weight soonest.
  const std::vector<uint16_t>& order() const noexcept { return order_; }

 private:
  PreparedValues values_;
  std::vector<ComparisonPlan> comparisons_;
  std::vector<uint16_t> order_;
};

/// The plan of one model, made when first asked for and shared by all scorers of the model.
class SharedPlan {
 public:
  const ScorePlan& of(const PairColumns& columns, const ScoreModel& model);

 private:
  std::once_flag made_;
  std::unique_ptr<ScorePlan> plan_;
  const PairColumns* columns_ = nullptr;
};

/// What a term frequency adds to log2 u where the more frequent of two values is held by `count`
/// records. A more frequent value adds more.
double term_adjustment(const TermFrequency& term, const PairColumns& columns, double count);

/// log2 of how often household members agree at a level whose term frequency adds `adjustment`.
double family_weight(const Level& level, double adjustment);

/// True for a level that is weighed by the frequency of a value.
bool has_term(const Level& level) noexcept;

}  // namespace newlyn::pairs
