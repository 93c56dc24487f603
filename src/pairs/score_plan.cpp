// SPDX-License-Identifier: MIT
// Turns a model into tables.
#include "pairs/score_plan.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/check.h"

namespace newlyn::pairs {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();
// How much longer a comparison of several columns takes than one that is mostly remembered.
constexpr double kCostOfSeveral = 4;

bool has_term(const Level& level) noexcept {
  return !level.is_null && level.term.column >= 0 && level.term.weight != 0;
}

/// What a term frequency adds to log2 u where the more frequent of two values has this share.
double share_adjustment(const TermFrequency& term, double share) {
  return term.weight * (std::log2(std::max(share, term.minimum)) - term.reference);
}

/// What a term frequency adds to log2 u where the more frequent of two values is held by `count`
/// records. A more frequent value adds more.
double term_adjustment(const TermFrequency& term, const PairColumns& columns, double count) {
  const PairColumn& column = columns.columns[static_cast<size_t>(term.column)];
  const double records = static_cast<double>(columns.record_count) -
                         (term.smoothing > 0 ? 0 : static_cast<double>(column.counts[0]));
  // Smoothed, the record itself does not count: what matters is who else has the value.
  const double share = term.smoothing > 0
                           ? (count - 1 + term.smoothing * std::exp2(term.reference)) /
                                 (records - 1 + term.smoothing)
                           : count / records;
  return share_adjustment(term, share);
}

/// log2 of how often household members agree at a level: by chance, which depends on how frequent
/// the value is, or because they are twins or namesakes, which does not.
double family_weight(const Level& level, double adjustment) {
  if (!level.term.in_family || adjustment == 0) return level.weights.family;
  const double alike = level.term.alike;
  return std::log2((1 - alike) * std::exp2(level.weights.random + adjustment) +
                   alike * std::exp2(level.weights.match));
}

/// The adjustment of every value; -infinity for null. Most values share a few small counts.
std::vector<double> adjustments_of(const TermFrequency& term, const PairColumns& columns) {
  constexpr size_t kCountsKept = 4096;
  const std::vector<uint32_t>& counts = columns.columns[static_cast<size_t>(term.column)].counts;
  std::vector<double> kept(kCountsKept, kNever);
  std::vector<double> adjustments(counts.size(), kNever);
  if (term.shares != nullptr) {
    for (size_t code = 1; code < counts.size(); ++code) {
      adjustments[code] = share_adjustment(term, (*term.shares)[code]);
    }
    return adjustments;
  }
  for (size_t code = 1; code < counts.size(); ++code) {
    if (counts[code] >= kCountsKept) {
      adjustments[code] = term_adjustment(term, columns, counts[code]);
      continue;
    }
    double& known = kept[counts[code]];
    if (known == kNever) known = term_adjustment(term, columns, counts[code]);
    adjustments[code] = known;
  }
  return adjustments;
}

/// The household odds of every value, for a level where they depend on it.
std::vector<double> family_of_values(const Level& level, const std::vector<double>& adjustments) {
  std::vector<double> family(adjustments.size(), level.weights.match - level.weights.family);
  double last_adjustment = kNever;
  double last = 0;
  for (size_t code = 1; code < adjustments.size(); ++code) {
    if (adjustments[code] != last_adjustment) {
      last_adjustment = adjustments[code];
      last = level.weights.match - family_weight(level, last_adjustment);
    }
    family[code] = last;
  }
  return family;
}

void raise(KindOdds& most, const KindOdds& other) noexcept {
  most.random = std::max(most.random, other.random);
  most.family = std::max(most.family, other.family);
}

/// True for a condition that cannot hold where the values of `column` differ.
bool needs_equal(const Condition& condition, uint16_t column) noexcept {
  const Feature& feature = condition.feature;
  return condition.kind == Condition::Kind::at_least && feature.measure == Measure::equal &&
         condition.bound > 0 && feature.left == column && feature.right == column;
}

/// The highest of the values of a table, -infinity left aside.
double most_of(const double* table, size_t size, double sign) {
  double most = kNever;
  for (size_t code = 1; code < size; ++code) {
    if (table[code] != kNever) most = std::max(most, sign * table[code]);
  }
  return most;
}

}  // namespace

void ScorePlan::make_programs() {
  for (const Comparison& comparison : model_.comparisons) {
    programs_.push_back(LevelProgram::compile(comparison, columns_, values_));
  }
}

LevelScore ScorePlan::score_of(const Level& level) {
  LevelScore score;
  if (level.is_null) return score;
  score.random = level.weights.match - level.weights.random;
  score.family = level.weights.match - level.weights.family;
  if (!has_term(level)) return score;
  score.term = static_cast<uint16_t>(level.term.column);
  tables_.push_back(std::make_unique<std::vector<double>>(adjustments_of(level.term, columns_)));
  const std::vector<double>& adjustments = *tables_.back();
  score.adjustments = adjustments.data();
  score.association = level.term.association.get();
  if (!level.term.in_family) return score;
  tables_.push_back(std::make_unique<std::vector<double>>(family_of_values(level, adjustments)));
  score.family_of_value = tables_.back()->data();
  return score;
}

/// The most that a level can add, whatever the values.
KindOdds ScorePlan::most_of_level(const LevelScore& score) const {
  KindOdds most{score.random, score.family};
  const size_t size = columns_.columns.empty() ? 0 : columns_.columns[score.term].counts.size();
  if (score.adjustments != nullptr) {
    most.random += std::max(0.0, most_of(score.adjustments, size, -1));
  }
  if (score.family_of_value != nullptr) {
    most.family = std::max(most.family, most_of(score.family_of_value, size, 1));
  }
  return most;
}

void ScorePlan::make_scores() {
  for (const Comparison& comparison : model_.comparisons) {
    ComparisonScores made;
    made.most = made.most_unequal = {kNever, kNever};
    for (const Level& level : comparison.levels) {
      made.levels.push_back(score_of(level));
      const KindOdds most = most_of_level(made.levels.back());
      raise(made.most, most);
      if (!needs_equal(level.condition, comparison.depends_on)) raise(made.most_unequal, most);
    }
    scores_.push_back(std::move(made));
  }
  if (!model_.order.empty()) {
    NEWLYN_CHECK(model_.order.size() == scores_.size(), "the order names every comparison once",
                 model_.order.size());
    order_ = model_.order;
    return;
  }
  order_.resize(scores_.size());
  std::iota(order_.begin(), order_.end(), uint16_t{0});
  std::stable_sort(order_.begin(), order_.end(),
                   [&](uint16_t a, uint16_t b) { return worth(a) > worth(b); });
}

void ScorePlan::make_known() {
  programs();
  for (const uint16_t comparison : order()) {
    if (model_.comparisons[comparison].depends_on == kNoMemory) continue;
    known_.push_back(known_scores(comparison));
  }
  known_of_.assign(model_.comparisons.size(), nullptr);
  for (const KnownScores& known : known_) known_of_[known.comparison] = &known;
}

namespace {

/// The level of a comparison where two values are known that way; kOpen where they must be looked
/// at.
uint8_t level_at_sight(const ForeseenLevels& foreseen, unsigned sight) {
  if (sight == KnownScores::sight(1, 1)) return foreseen.equal.value_or(kOpen);
  if (sight == KnownScores::sight(1, 2)) return foreseen.unequal.value_or(kOpen);
  if (sight == KnownScores::sight(record::kNullCode, 1)) return foreseen.left_null.value_or(kOpen);
  if (sight == KnownScores::sight(1, record::kNullCode)) return foreseen.right_null.value_or(kOpen);
  if (sight == KnownScores::sight(record::kNullCode, record::kNullCode)) {
    return foreseen.both_null.value_or(kOpen);
  }
  return kOpen;
}

}  // namespace

KnownScores ScorePlan::known_scores(uint16_t comparison) {
  const std::optional<LevelProgram>& program = programs_[comparison];
  const ComparisonScores& scores = scores_[comparison];
  KnownScores known{};
  known.comparison = comparison;
  known.column = model_.comparisons[comparison].depends_on;
  for (unsigned sight = 0; sight < KnownScores::kSights; ++sight) {
    const uint8_t level = program ? level_at_sight(program->foreseen(), sight) : kOpen;
    known.levels[sight] = level;
    if (level == kOpen) {
      known.gains[sight].rest = (sight & 1U) != 0 ? scores.most : scores.most_unequal;
      continue;
    }
    const LevelScore& score = scores.levels[level];
    known.by_values[sight] = score.adjustments != nullptr;
    known.gains[sight].odds = {score.random, known.by_values[sight] ? 0 : score.family};
  }
  add_of_equal(known);
  return known;
}

/// A table where equal values add what follows from their frequency alone.
void ScorePlan::add_of_equal(KnownScores& known) {
  static constexpr KindOdds kNothing;
  known.of_equal = &kNothing;
  const unsigned equal = KnownScores::sight(1, 1);
  if (!known.by_values[equal]) return;
  const LevelScore& score = scores_[known.comparison].levels[known.levels[equal]];
  if (score.term != known.column || score.association != nullptr) return;
  const size_t codes = columns_.columns[known.column].counts.size();
  auto table = std::make_unique<std::vector<KindOdds>>(codes);
  for (size_t code = 1; code < codes; ++code) {
    (*table)[code] = score.of_value(static_cast<record::ValueCode>(code));
  }
  known.by_values[equal] = false;
  known.of_equal = table->data();
  known.of_equal_mask = ~record::ValueCode{0};
  equal_tables_.push_back(std::move(table));
}

/// How far a comparison can lower a weight below the best it could give, for its cost.
double ScorePlan::worth(size_t comparison) const {
  const ComparisonScores& made = scores_[comparison];
  double least = made.most.random;
  for (const LevelScore& level : made.levels) least = std::min(least, level.random);
  const bool cheap = model_.comparisons[comparison].depends_on != kNoMemory;
  return (made.most.random - least) / (cheap ? 1 : kCostOfSeveral);
}

ScorePlan& SharedPlan::of(const PairColumns& columns, const ScoreModel& model) {
  std::call_once(made_, [&] {
    plan_ = std::make_unique<ScorePlan>(columns, model);
    columns_ = &columns;
  });
  NEWLYN_CHECK(columns_ == &columns, "a model that was completed scores one set of columns");
  return *plan_;
}

}  // namespace newlyn::pairs
