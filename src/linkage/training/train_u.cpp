// SPDX-License-Identifier: MIT
// u from random pairs, and the model in the engine's form.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <unordered_map>

#include "base/check.h"
#include "linkage/model/term_tables.h"
#include "linkage/training/name_classes.h"
#include "linkage/training/train.h"

namespace newlyn::linkage {
namespace {

constexpr double kShareMin = 1e-9;
// The least frequency for a close spelling, as a share of the average one. That two rare names are
// close may be chance: there are many rare names.
constexpr double kFuzzyFrequencyShare = 0.1;
constexpr double kGuessPairs = 500;  // pairs of general knowledge beside those of the file
constexpr double kMatchShareMax = 0.9;
constexpr double kLeastKept = 0.05;  // share of an observed u that is never taken for matches

/// The chance that two records drawn at random hold one value: the sum of squared shares, with
/// kGuessPairs further pairs that agree as often as guessed.
double chance_agreement(const pairs::PairColumn& column, double guess) {
  double known = 0;
  double pairs = 0;
  for (size_t code = 1; code < column.counts.size(); ++code) {
    const double count = column.counts[code];
    known += count;
    pairs += count * (count - 1);
  }
  return (pairs / 2 + kGuessPairs * guess) / (known * (known - 1) / 2 + kGuessPairs);
}

/// True when the level says no more than that the values of its term column are equal.
bool is_plain_equality(const ModelLevel& level) {
  using Kind = pairs::Condition::Kind;
  const pairs::Condition& condition = level.condition;
  const bool equal =
      condition.kind == Kind::at_least && condition.feature.measure == pairs::Measure::equal;
  const bool same_date = condition.kind == Kind::at_most && condition.bound == 0 &&
                         condition.feature.measure == pairs::Measure::date_distance;
  return !level.term_column.empty() && (equal || same_date);
}

/// The chance that two records hold each other's values of two columns: names swapped.
double chance_swap(const pairs::PairColumn& left, const pairs::PairColumn& right) {
  std::unordered_map<std::string_view, double> counts;
  for (record::ValueCode code = 1; code <= left.values.value_count(); ++code) {
    counts[left.values[code]] = left.counts[code];
  }
  double left_known = 0;
  double right_known = 0;
  double common = 0;
  for (size_t code = 1; code < left.counts.size(); ++code) left_known += left.counts[code];
  for (record::ValueCode code = 1; code <= right.values.value_count(); ++code) {
    right_known += right.counts[code];
    const auto found = counts.find(right.values[code]);
    if (found != counts.end()) common += found->second * right.counts[code];
  }
  if (left_known == 0 || right_known == 0) return 0;
  const double once = common / (left_known * right_known);
  return once * once;
}

/// True when the level asks that two columns hold each other's values.
bool is_swap(const pairs::Condition& condition) {
  using Kind = pairs::Condition::Kind;
  if (condition.kind != Kind::all_of || condition.parts.size() != 2) return false;
  const pairs::Feature& first = condition.parts[0].feature;
  const pairs::Feature& second = condition.parts[1].feature;
  return first.measure == pairs::Measure::equal && second.measure == pairs::Measure::equal &&
         first.left != first.right && first.left == second.right && first.right == second.left;
}

void estimate_comparison(ModelComparison& comparison, const ModelComparison& guesses,
                         const pairs::PairColumns& columns, const std::vector<double>& counts) {
  double total = 0;
  for (size_t l = 0; l < comparison.levels.size(); ++l) {
    if (!comparison.levels[l].is_null) total += counts[l];
  }
  double sum = 0;
  for (size_t l = 0; l < comparison.levels.size(); ++l) {
    ModelLevel& level = comparison.levels[l];
    if (level.is_null) continue;
    const double guess = guesses.levels[l].u.value_or(0);
    level.u = level.fixed_u ? guess : (counts[l] + kGuessPairs * guess) / (total + kGuessPairs);
    if (is_plain_equality(level)) {
      level.u = chance_agreement(columns.columns[*columns.find(level.term_column)], guess);
    }
    if (is_swap(level.condition)) {
      // Random pairs hardly ever meet it, and where they do, they are matches.
      const pairs::Feature& swapped = level.condition.parts[0].feature;
      level.u = chance_swap(columns.columns[swapped.left], columns.columns[swapped.right]);
    }
    sum += *level.u;
  }
  for (ModelLevel& level : comparison.levels) {
    if (!level.is_null) level.u = std::max(*level.u / sum, kShareMin);
  }
}

double log2_share(const std::optional<double>& share) {
  return std::log2(std::max(share.value_or(1), kShareMin));
}

/// log2 of the u that the adjustment of `level` replaces.
double term_reference(const ModelComparison& comparison, const ModelLevel& level) {
  if (level.exact_reference) {
    for (const ModelLevel& other : comparison.levels) {
      if (other.term_column == level.term_column && is_plain_equality(other)) {
        return log2_share(other.u);
      }
    }
  }
  return log2_share(level.u);
}

pairs::Level score_level(const Model& model, const ModelComparison& comparison,
                         const ModelLevel& level, const pairs::PairColumns& columns) {
  pairs::Level scored;
  scored.condition = level.condition;
  scored.is_null = level.is_null;
  if (level.is_null) return scored;
  scored.weights = {log2_share(level.m), log2_share(level.u),
                    level.family ? log2_share(level.family) : log2_share(level.u)};
  // What counts in part lies so far from m.
  for (double* other : {&scored.weights.random, &scored.weights.family}) {
    *other = scored.weights.match - comparison.counts_for * (scored.weights.match - *other);
  }
  if (level.term_column.empty()) return scored;
  const auto column = columns.find(level.term_column);
  NEWLYN_CHECK(column.has_value(), "a term frequency column is one of the run's columns");
  scored.term = {*column,
                 level.term_weight * comparison.counts_for,
                 term_reference(comparison, level),
                 level.term_minimum,
                 level.term_smoothing,
                 comparison.alike_in_families,
                 level.term_in_family};
  scored.term.shares = term_shares(model, level.term_column, columns.columns[*column],
                                   {level.term_smoothing, std::exp2(scored.term.reference)});
  return scored;
}

}  // namespace

void estimate_u(Model& model, const Model& guesses, const pairs::PairColumns& columns,
                const PatternCounts& random) {
  for (size_t c = 0; c < model.comparisons.size(); ++c) {
    std::vector<double> counts(model.comparisons[c].levels.size(), 0);
    for (size_t i = 0; i < random.size(); ++i) counts[random.pattern(i)[c]] += random.counts[i];
    estimate_comparison(model.comparisons[c], guesses.comparisons[c], columns, counts);
  }
}

void limit_fuzzy_frequencies(Model& model) {
  for (ModelComparison& comparison : model.comparisons) {
    for (ModelLevel& level : comparison.levels) {
      if (level.term_column.empty() || is_plain_equality(level)) continue;
      level.term_minimum = kFuzzyFrequencyShare * std::exp2(term_reference(comparison, level));
    }
  }
}

void correct_u(Model& model, const std::vector<double>& match_share) {
  for (size_t c = 0; c < model.comparisons.size(); ++c) {
    ModelComparison& comparison = model.comparisons[c];
    const double share = std::clamp(match_share[c], 0.0, kMatchShareMax);
    double sum = 0;
    for (ModelLevel& level : comparison.levels) {
      if (level.is_null) continue;
      const double rest = (*level.u - share * level.m.value_or(0)) / (1 - share);
      level.u = std::max(rest, *level.u * kLeastKept);
      sum += *level.u;
    }
    for (ModelLevel& level : comparison.levels) {
      if (!level.is_null) level.u = *level.u / sum;
    }
  }
}

pairs::ScoreModel make_score_model(const Model& model, const pairs::PairColumns& columns) {
  pairs::ScoreModel score;
  const auto association = [&](std::string_view column) {
    return model.names ? association_of(*model.names, column, columns) : nullptr;
  };
  const auto of_family = association("family_name");
  const auto of_middle = association("middle_name");
  for (const ModelComparison& comparison : model.comparisons) {
    pairs::Comparison scored;
    scored.name = comparison.name;
    for (const ModelLevel& level : comparison.levels) {
      scored.levels.push_back(score_level(model, comparison, level, columns));
      pairs::TermFrequency& term = scored.levels.back().term;
      if (level.term_column == "family_name") term.association = of_family;
      if (level.term_column == "middle_name") term.association = of_middle;
    }
    score.comparisons.push_back(std::move(scored));
  }
  score.prior_match = std::log2(model.prior);
  score.prior_random = std::log2(1 - model.prior - model.family_prior);
  score.prior_family = model.family_prior > 0 ? std::log2(model.family_prior)
                                              : -std::numeric_limits<double>::infinity();
  pairs::complete_model(score);
  return score;
}

std::vector<std::string> training_warnings(const Model& model) {
  std::vector<std::string> warnings;
  for (const ModelComparison& comparison : model.comparisons) {
    double told = 0;
    for (const ModelLevel& level : comparison.levels) {
      if (level.is_null || !level.m || !level.u) continue;
      told += *level.m * (log2_share(level.m) - log2_share(level.u));
    }
    if (told < 0.05) {
      warnings.push_back(fmt::format(
          "The comparison {} tells matches and others hardly apart. Leave the column out with "
          "--ignore, or say what it is with --column.",
          comparison.name));
    }
  }
  return warnings;
}

}  // namespace newlyn::linkage
