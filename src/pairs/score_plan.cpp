// SPDX-License-Identifier: MIT
// Turns a model into tables.
#include "pairs/score_plan.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/check.h"
#include "pairs/pair_scorer.h"

namespace newlyn::pairs {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();
// How much longer a comparison of several columns takes than one that is mostly remembered.
constexpr double kCostOfSeveral = 4;

LevelScore score_of(const Level& level, const PairColumns& columns) {
  LevelScore score;
  if (level.is_null) return score;
  score.match = level.weights.match;
  score.random = level.weights.random;
  score.family = level.weights.family;
  if (!has_term(level)) return score;
  score.term = static_cast<uint16_t>(level.term.column);
  const std::vector<uint32_t>& counts = columns.columns[score.term].counts;
  score.adjustments.assign(counts.size(), kNever);
  for (size_t code = 1; code < counts.size(); ++code) {
    score.adjustments[code] = term_adjustment(level.term, columns, counts[code]);
  }
  if (!level.term.in_family) return score;
  score.family_of_value.assign(counts.size(), score.family);
  for (size_t code = 1; code < counts.size(); ++code) {
    score.family_of_value[code] = family_weight(level, score.adjustments[code]);
  }
  return score;
}

double least_of(const std::vector<double>& values, double otherwise) {
  double least = otherwise;
  for (const double value : values) {
    if (value != kNever) least = std::min(least, value);
  }
  return least;
}

void set_most(ComparisonPlan& plan) {
  plan.most_random = plan.most_family = kNever;
  for (const LevelScore& level : plan.levels) {
    const double random = level.random + least_of(level.adjustments, 0);
    const double family = least_of(level.family_of_value, level.family);
    plan.most_random = std::max(plan.most_random, level.match - random);
    plan.most_family = std::max(plan.most_family, level.match - family);
  }
}

/// How far a comparison can lower a weight below the best it could give, for its cost.
double worth(const ComparisonPlan& plan) {
  double least = plan.most_random;
  for (const LevelScore& level : plan.levels) least = std::min(least, level.match - level.random);
  const bool cheap = plan.program && plan.column != kNoMemory;
  return (plan.most_random - least) / (cheap ? 1 : kCostOfSeveral);
}

}  // namespace

bool has_term(const Level& level) noexcept {
  return !level.is_null && level.term.column >= 0 && level.term.weight != 0;
}

double term_adjustment(const TermFrequency& term, const PairColumns& columns, double count) {
  const PairColumn& column = columns.columns[static_cast<size_t>(term.column)];
  const double records = static_cast<double>(columns.record_count) -
                         (term.smoothing > 0 ? 0 : static_cast<double>(column.counts[0]));
  // Smoothed, the record itself does not count: what matters is who else has the value.
  const double share = term.smoothing > 0
                           ? (count - 1 + term.smoothing * std::exp2(term.reference)) /
                                 (records - 1 + term.smoothing)
                           : count / records;
  return term.weight * (std::log2(std::max(share, term.minimum)) - term.reference);
}

/// By chance, which depends on how frequent the value is, or because they are twins or namesakes,
/// which does not.
double family_weight(const Level& level, double adjustment) {
  if (!level.term.in_family || adjustment == 0) return level.weights.family;
  const double alike = level.term.alike;
  return std::log2((1 - alike) * std::exp2(level.weights.random + adjustment) +
                   alike * std::exp2(level.weights.match));
}

ScorePlan::ScorePlan(const PairColumns& columns, const ScoreModel& model) : values_(columns) {
  for (const Comparison& comparison : model.comparisons) {
    ComparisonPlan plan;
    plan.program = LevelProgram::compile(comparison, columns, values_);
    plan.column = comparison.depends_on;
    for (const Level& level : comparison.levels) plan.levels.push_back(score_of(level, columns));
    set_most(plan);
    comparisons_.push_back(std::move(plan));
  }
  order_.resize(comparisons_.size());
  std::iota(order_.begin(), order_.end(), uint16_t{0});
  std::stable_sort(order_.begin(), order_.end(), [&](uint16_t a, uint16_t b) {
    return worth(comparisons_[a]) > worth(comparisons_[b]);
  });
}

const ScorePlan& SharedPlan::of(const PairColumns& columns, const ScoreModel& model) {
  std::call_once(made_, [&] {
    plan_ = std::make_unique<ScorePlan>(columns, model);
    columns_ = &columns;
  });
  NEWLYN_CHECK(columns_ == &columns, "a model that was completed scores one set of columns");
  return *plan_;
}

}  // namespace newlyn::pairs
