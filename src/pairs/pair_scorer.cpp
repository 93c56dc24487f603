// SPDX-License-Identifier: MIT
// Evaluates conditions on pairs of rows and adds their weights.
//
// 1. Equality and null tests are integer comparisons of value codes.
// 2. A costly measure of two values is remembered in a direct-mapped table, one per feature and
//    thread: names repeat, so most measures of a block are looked up, not computed.
// 3. Levels are tried in order, so a pair of equal values never reaches a costly measure.
#include "pairs/pair_scorer.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "pairs/comparators/edit_distance.h"
#include "pairs/comparators/jaro.h"
#include "pairs/comparators/letters.h"

namespace newlyn::pairs {
namespace {

constexpr size_t kMemorySlots = 1u << 13;

struct Slot {
  uint64_t key = 0;
  double value = 0;
};

bool is_costly(Measure measure) noexcept {
  return measure != Measure::equal && measure != Measure::same_initial &&
         measure != Measure::length_difference;
}

double same_initial(std::string_view a, std::string_view b) noexcept {
  const bool single = a.size() == 1 || b.size() == 1;
  return single && !a.empty() && !b.empty() && a[0] == b[0] ? 1 : 0;
}

double begins_with(std::string_view a, std::string_view b) noexcept {
  constexpr size_t kLettersMin = 3;
  if (a.size() > b.size()) std::swap(a, b);
  return a.size() >= kLettersMin && b.starts_with(a) ? 1 : 0;
}

double measure_values(const Feature& feature, const PairColumns& columns, record::ValueCode left,
                      record::ValueCode right) {
  const PairColumn& a = columns.columns[feature.left];
  const PairColumn& b = columns.columns[feature.right];
  const std::string_view x = a.values[left];
  const std::string_view y = b.values[right];
  switch (feature.measure) {
    case Measure::equal:
      return feature.left == feature.right ? left == right : x == y;
    case Measure::levenshtein:
      return levenshtein(x, y);
    case Measure::damerau_levenshtein:
      return damerau_levenshtein(x, y);
    case Measure::one_edit:
      return within_one_edit(x, y) ? 1 : 0;
    case Measure::jaro:
      return jaro_similarity(x, y);
    case Measure::jaro_winkler:
      return jaro_winkler_similarity(x, y);
    case Measure::jaccard:
      return jaccard_letters(x, y);
    case Measure::token_share:
      return token_share(a.tokens, left, right);
    case Measure::token_any:
      return token_any(a.tokens, left, right) ? 1 : 0;
    case Measure::date_distance:
      return date_distance(a, left, right);
    case Measure::same_initial:
      return same_initial(x, y);
    case Measure::begins_with:
      return begins_with(x, y);
    case Measure::length_difference:
      return std::abs(static_cast<double>(x.size()) - static_cast<double>(y.size()));
  }
  return 0;
}

double term_adjustment(const TermFrequency& term, const PairColumns& columns, RowPair pair) {
  if (term.column < 0 || term.weight == 0) return 0;
  const auto place = static_cast<uint16_t>(term.column);
  const PairColumn& column = columns.columns[place];
  const auto left = columns.code(pair.left, place);
  const auto right = columns.code(pair.right, place);
  const uint32_t count = std::max(left == record::kNullCode ? 0U : column.counts[left],
                                  right == record::kNullCode ? 0U : column.counts[right]);
  if (count == 0) return 0;
  const auto records = static_cast<double>(columns.record_count);
  // Smoothed, the record itself does not count: what matters is who else has the value.
  const double share = term.smoothing > 0
                           ? (count - 1 + term.smoothing * std::exp2(term.reference)) /
                                 (records - 1 + term.smoothing)
                           : count / records;
  return term.weight * (std::log2(std::max(share, term.minimum)) - term.reference);
}

/// log2 of how often household members agree on what belongs to one person: by chance, which
/// depends on how frequent the value is, or because they are twins or namesakes, which does not.
double personal_family_weight(const Level& level, double adjustment) {
  const double alike = level.term.alike;
  return std::log2((1 - alike) * std::exp2(level.weights.random + adjustment) +
                   alike * std::exp2(level.weights.match));
}

void collect_features(const Condition& condition, std::vector<Feature>& features) {
  using Kind = Condition::Kind;
  if (condition.kind == Kind::at_least || condition.kind == Kind::at_most) {
    if (std::find(features.begin(), features.end(), condition.feature) == features.end()) {
      features.push_back(condition.feature);
    }
  }
  for (const Condition& part : condition.parts) collect_features(part, features);
}

void number_condition(Condition& condition, std::vector<Feature>& remembered) {
  using Kind = Condition::Kind;
  const bool test = condition.kind == Kind::at_least || condition.kind == Kind::at_most;
  if (test && is_costly(condition.feature.measure)) {
    const auto found = std::find(remembered.begin(), remembered.end(), condition.feature);
    condition.memory = static_cast<uint16_t>(found - remembered.begin());
    if (found == remembered.end()) remembered.push_back(condition.feature);
  }
  for (Condition& part : condition.parts) number_condition(part, remembered);
}

}  // namespace

void number_features(ScoreModel& model) {
  model.remembered.clear();
  for (Comparison& comparison : model.comparisons) {
    for (Level& level : comparison.levels) number_condition(level.condition, model.remembered);
  }
}

struct PairScorer::Memory {
  std::vector<std::vector<Slot>> slots;  // by remembered feature
  std::vector<uint8_t> levels;

  double measured(const Condition& condition, const PairColumns& columns, RowPair pair) {
    const Feature& feature = condition.feature;
    const auto left = columns.code(pair.left, feature.left);
    const auto right = columns.code(pair.right, feature.right);
    if (left == record::kNullCode || right == record::kNullCode) return std::nan("");
    if (condition.memory == kNoMemory) return measure_values(feature, columns, left, right);
    std::vector<Slot>& memory = slots[condition.memory];
    if (memory.empty()) memory.resize(kMemorySlots);
    const uint64_t key = (static_cast<uint64_t>(left) << 32 | right) + 1;
    Slot& slot = memory[(key * 0x9E3779B97F4A7C15ULL >> 40) & (kMemorySlots - 1)];
    if (slot.key != key) {
      slot.value = measure_values(feature, columns, left, right);
      slot.key = key;
    }
    return slot.value;
  }

  bool holds(const Condition& condition, const PairColumns& columns, RowPair pair) {
    using Kind = Condition::Kind;
    switch (condition.kind) {
      case Kind::at_least:
        return measured(condition, columns, pair) >= condition.bound;
      case Kind::at_most:
        return measured(condition, columns, pair) <= condition.bound;
      case Kind::either_null:
        return columns.code(pair.left, condition.feature.left) == record::kNullCode ||
               columns.code(pair.right, condition.feature.right) == record::kNullCode;
      case Kind::all_of:
        for (const Condition& part : condition.parts) {
          if (!holds(part, columns, pair)) return false;
        }
        return true;
      case Kind::any_of:
        for (const Condition& part : condition.parts) {
          if (holds(part, columns, pair)) return true;
        }
        return false;
      case Kind::negated:
        return !holds(condition.parts[0], columns, pair);
      case Kind::otherwise:
        return true;
    }
    return true;
  }
};

PairScorer::PairScorer(const PairColumns& columns, const ScoreModel& model)
    : columns_(columns), model_(model), memory_(std::make_unique<Memory>()) {
  memory_->slots.resize(model.remembered.size());
  memory_->levels.resize(model.comparisons.size());
}

PairScorer::~PairScorer() = default;
PairScorer::PairScorer(PairScorer&&) noexcept = default;

void PairScorer::levels(RowPair pair, std::span<uint8_t> levels) {
  for (size_t c = 0; c < model_.comparisons.size(); ++c) {
    const std::vector<Level>& outcomes = model_.comparisons[c].levels;
    uint8_t level = 0;
    while (level + 1U < outcomes.size() &&
           !memory_->holds(outcomes[level].condition, columns_, pair)) {
      ++level;
    }
    levels[c] = level;
  }
}

double KindWeights::weight() const noexcept {
  const double more = std::max(random, family);
  const double less = std::min(random, family);
  return match - more - std::log2(1 + std::exp2(less - more));
}

KindWeights PairScorer::kinds(RowPair pair, std::span<const uint8_t> levels) const {
  KindWeights kinds{model_.prior_match, model_.prior_random, model_.prior_family};
  for (size_t c = 0; c < model_.comparisons.size(); ++c) {
    const Level& level = model_.comparisons[c].levels[levels[c]];
    if (level.is_null) continue;
    const double adjustment = term_adjustment(level.term, columns_, pair);
    kinds.match += level.weights.match;
    kinds.random += level.weights.random + adjustment;
    kinds.family += adjustment != 0 && level.term.in_family
                        ? personal_family_weight(level, adjustment)
                        : level.weights.family;
  }
  return kinds;
}

double PairScorer::weight(RowPair pair, std::span<const uint8_t> levels) const {
  return kinds(pair, levels).weight();
}

double PairScorer::weight(RowPair pair) {
  levels(pair, memory_->levels);
  return weight(pair, memory_->levels);
}

double PairScorer::part(RowPair pair, size_t comparison, uint8_t level) const {
  const Level& outcome = model_.comparisons[comparison].levels[level];
  if (outcome.is_null) return 0;
  return outcome.weights.match - outcome.weights.random -
         term_adjustment(outcome.term, columns_, pair);
}

std::vector<Feature> features_of(const std::vector<Comparison>& comparisons) {
  std::vector<Feature> features;
  for (const Comparison& comparison : comparisons) {
    for (const Level& level : comparison.levels) collect_features(level.condition, features);
  }
  return features;
}

void prepare_columns(PairColumns& columns, const std::vector<Comparison>& comparisons) {
  for (const Feature& feature : features_of(comparisons)) {
    PairColumn& column = columns.columns[feature.left];
    const bool dates = feature.measure == Measure::date_distance;
    const bool words =
        feature.measure == Measure::token_share || feature.measure == Measure::token_any;
    if (!dates && !words) continue;
    NEWLYN_CHECK(feature.left == feature.right, "words and dates are compared inside one column");
    if (words) prepare_tokens(column);
    if (dates) prepare_dates(column);
  }
}

}  // namespace newlyn::pairs
