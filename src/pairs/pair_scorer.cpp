// SPDX-License-Identifier: MIT
// Finds levels and adds their weights, a list of pairs and one comparison at a time.
//
// 1. Where the outcome of a comparison follows from one column alone, it is remembered per pair of
//    values: one look at a small table settles most pairs.
// 2. What is left is asked level by level, each time only for the pairs still open.
// 3. Term frequency adjustments are worked out once per value.
#include "pairs/pair_scorer.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"
#include "base/limits.h"

namespace newlyn::pairs {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();
constexpr unsigned kOutcomeSlotBits = 13;
constexpr unsigned kCodeBits = 28;
constexpr unsigned kLevelBits = 8;
constexpr size_t kPairsWorthMemory = 256;
constexpr uint64_t kNoOutcome = ~uint64_t{0};

bool is_costly(Measure measure) noexcept {
  return measure != Measure::equal && measure != Measure::same_initial &&
         measure != Measure::length_difference;
}

/// Calls `visit` with every condition and number of a tree.
template <typename VisitCondition, typename VisitNumber>
struct TreeWalk {
  VisitCondition condition;
  VisitNumber number;

  template <typename Tree>
  void walk_condition(Tree& tree) {
    condition(tree);
    for (auto& part : tree.parts) walk_condition(part);
    for (auto& part : tree.numbers) walk_number(part);
  }
  template <typename Tree>
  void walk_number(Tree& tree) {
    number(tree);
    for (auto& part : tree.parts) walk_number(part);
    for (auto& part : tree.when) walk_condition(part);
  }
};

template <typename VisitCondition, typename VisitNumber>
TreeWalk(VisitCondition, VisitNumber) -> TreeWalk<VisitCondition, VisitNumber>;

template <typename Model, typename VisitCondition, typename VisitNumber>
void walk_model(Model& model, VisitCondition condition, VisitNumber number) {
  TreeWalk<VisitCondition, VisitNumber> walk{condition, number};
  for (auto& comparison : model.comparisons) {
    for (auto& level : comparison.levels) walk.walk_condition(level.condition);
  }
  for (auto& filter : model.filters) walk.walk_condition(filter);
}

bool is_bound(const Condition& condition) noexcept {
  return condition.kind == Condition::Kind::at_least || condition.kind == Condition::Kind::at_most;
}

/// What a term frequency adds to log2 u when a value has it. A more frequent value adds more, so
/// the adjustment of two values is that of the more frequent one.
class TermRate {
 public:
  TermRate(const TermFrequency& term, const PairColumns& columns)
      : term_(term), average_(std::exp2(term.reference)) {
    const PairColumn& column = columns.columns[static_cast<size_t>(term.column)];
    records_ = static_cast<double>(columns.record_count) -
               (term.smoothing > 0 ? 0 : static_cast<double>(column.counts[0]));
  }

  double adjustment(double count) const {
    // Smoothed, the record itself does not count: what matters is who else has the value.
    const double share = term_.smoothing > 0 ? (count - 1 + term_.smoothing * average_) /
                                                   (records_ - 1 + term_.smoothing)
                                             : count / records_;
    return term_.weight * (std::log2(std::max(share, term_.minimum)) - term_.reference);
  }

 private:
  const TermFrequency& term_;
  double average_;
  double records_;
};

bool has_term(const Level& level) noexcept {
  return !level.is_null && level.term.column >= 0 && level.term.weight != 0;
}

/// log2 of how often household members agree on what belongs to one person: by chance, which
/// depends on how frequent the value is, or because they are twins or namesakes, which does not.
double personal_family_weight(const Level& level, double adjustment) {
  if (!level.term.in_family || adjustment == 0) return level.weights.family;
  const double alike = level.term.alike;
  return std::log2((1 - alike) * std::exp2(level.weights.random + adjustment) +
                   alike * std::exp2(level.weights.match));
}

/// What the term frequency of a level adds, by value code, and the household weight beside it.
struct Term {
  uint16_t column = 0;
  std::vector<double> adjustments;  // kNever for null
  std::vector<double> family;
};

Term make_term(const Level& level, const PairColumns& columns) {
  Term term;
  term.column = static_cast<uint16_t>(level.term.column);
  const PairColumn& column = columns.columns[term.column];
  const TermRate rate(level.term, columns);
  term.adjustments.assign(column.counts.size(), kNever);
  for (size_t code = 1; code < column.counts.size(); ++code) {
    term.adjustments[code] = rate.adjustment(column.counts[code]);
  }
  term.family.assign(column.counts.size(), level.weights.family);
  if (!level.term.in_family) return term;
  for (size_t code = 1; code < column.counts.size(); ++code) {
    term.family[code] = personal_family_weight(level, term.adjustments[code]);
  }
  return term;
}

/// Outcomes of one comparison by pair of values. A slot holds both codes and the level.
struct Outcomes {
  std::vector<uint64_t> slots;

  static uint64_t key(record::ValueCode left, record::ValueCode right) noexcept {
    return (static_cast<uint64_t>(left) << kCodeBits | right) << kLevelBits;
  }
  uint64_t& slot(uint64_t key) noexcept {
    return slots[(key * 0x9E3779B97F4A7C15ULL) >> (64 - kOutcomeSlotBits)];
  }
};

}  // namespace

class TermTables {
 public:
  /// The tables by comparison and level; empty pointers where there is no term frequency.
  const std::vector<std::vector<std::unique_ptr<Term>>>& of(const PairColumns& columns,
                                                            const ScoreModel& model) {
    std::call_once(made_, [&] {
      for (const Comparison& comparison : model.comparisons) {
        terms_.emplace_back();
        for (const Level& level : comparison.levels) {
          terms_.back().push_back(
              has_term(level) ? std::make_unique<Term>(make_term(level, columns)) : nullptr);
        }
      }
    });
    return terms_;
  }

 private:
  std::once_flag made_;
  std::vector<std::vector<std::unique_ptr<Term>>> terms_;
};

namespace {

/// The one column that all conditions of a comparison read; kNoMemory when there are several.
uint16_t only_column(const Comparison& comparison) {
  std::vector<uint16_t> columns;
  bool foreign = false;
  TreeWalk walk{[&](const Condition& condition) {
                  using Kind = Condition::Kind;
                  foreign |= condition.kind == Kind::foreign;
                  const bool reads_feature =
                      is_bound(condition) || condition.kind == Kind::either_null;
                  if (reads_feature) {
                    columns.push_back(condition.feature.left);
                    columns.push_back(condition.feature.right);
                  }
                  if (condition.kind == Kind::is_null || condition.kind == Kind::is_true) {
                    columns.push_back(condition.operand.column);
                  }
                },
                [&](const Number& number) {
                  if (number.kind == Number::Kind::value) columns.push_back(number.operand.column);
                  if (number.kind == Number::Kind::measure) {
                    columns.push_back(number.feature.left);
                    columns.push_back(number.feature.right);
                  }
                }};
  for (const Level& level : comparison.levels) walk.walk_condition(level.condition);
  std::sort(columns.begin(), columns.end());
  const bool one = !foreign && !columns.empty() && columns.front() == columns.back();
  return one ? columns.front() : kNoMemory;
}

}  // namespace

void complete_model(ScoreModel& model) {
  for (Comparison& comparison : model.comparisons) {
    if (comparison.depends_on == kNoMemory) comparison.depends_on = only_column(comparison);
  }
  model.terms = std::make_shared<TermTables>();
  model.remembered.clear();
  const auto place_of = [&](const Feature& feature) {
    const auto found = std::find(model.remembered.begin(), model.remembered.end(), feature);
    const auto place = static_cast<uint16_t>(found - model.remembered.begin());
    if (found == model.remembered.end()) model.remembered.push_back(feature);
    return place;
  };
  walk_model(
      model,
      [&](Condition& condition) {
        if (is_bound(condition) && is_costly(condition.feature.measure)) {
          condition.memory = place_of(condition.feature);
        }
      },
      [&](Number& number) {
        if (number.kind == Number::Kind::measure && is_costly(number.feature.measure)) {
          number.memory = place_of(number.feature);
        }
      });
}

void prepare_columns(PairColumns& columns, const ScoreModel& model) {
  const auto prepare = [&](const Feature& feature) {
    PairColumn& column = columns.columns[feature.left];
    const bool dates = feature.measure == Measure::date_distance;
    const bool words =
        feature.measure == Measure::token_share || feature.measure == Measure::token_any;
    if (!dates && !words) return;
    NEWLYN_CHECK(feature.left == feature.right, "words and dates are compared inside one column");
    if (words) prepare_tokens(column);
    if (dates) prepare_dates(column);
  };
  walk_model(
      model,
      [&](const Condition& condition) {
        if (is_bound(condition)) prepare(condition.feature);
      },
      [&](const Number& number) {
        if (number.kind == Number::Kind::measure) prepare(number.feature);
      });
}

struct PairScorer::Memory {
  ConditionEvaluator evaluator;
  std::shared_ptr<TermTables> tables;
  std::vector<Outcomes> outcomes;  // by comparison
  std::vector<RowPair> open;
  std::vector<uint32_t> places;
  std::vector<Truth> truths;
  std::vector<uint8_t> levels;
  std::vector<KindWeights> kinds;

  Memory(const PairColumns& columns, const ScoreModel& model)
      : evaluator(columns, model.setting()),
        tables(model.terms ? model.terms : std::make_shared<TermTables>()),
        outcomes(model.comparisons.size()) {}

  /// The outcomes remembered of a comparison; nothing when its pairs are too few to repay it.
  Outcomes* outcomes_of(size_t comparison, uint16_t column, size_t pair_count,
                        const PairColumns& columns) {
    Outcomes& found = outcomes[comparison];
    if (!found.slots.empty()) return &found;
    const bool worth = column != kNoMemory && pair_count >= kPairsWorthMemory &&
                       columns.columns[column].values.value_count() + 1 < (1u << kCodeBits);
    if (!worth) return nullptr;
    found.slots.assign(size_t{1} << kOutcomeSlotBits, kNoOutcome);
    return &found;
  }

  /// Decides the level of the open pairs one by one. `levels` is by place.
  void decide(const std::vector<Level>& outcomes_in_order, uint8_t* levels_by_place) {
    uint8_t level = 0;
    for (; level + 1U < outcomes_in_order.size() && !open.empty(); ++level) {
      truths.resize(open.size());
      evaluator.answer(outcomes_in_order[level].condition, open, truths);
      size_t kept = 0;
      for (size_t i = 0; i < open.size(); ++i) {
        if (truths[i] == Truth::yes) {
          levels_by_place[places[i]] = level;
          continue;
        }
        open[kept] = open[i];
        places[kept++] = places[i];
      }
      open.resize(kept);
    }
    for (size_t i = 0; i < open.size(); ++i) levels_by_place[places[i]] = level;
    open.clear();
  }
};

PairScorer::PairScorer(const PairColumns& columns, const ScoreModel& model)
    : columns_(columns), model_(model), memory_(std::make_unique<Memory>(columns, model)) {}

PairScorer::~PairScorer() = default;
PairScorer::PairScorer(PairScorer&&) noexcept = default;

void PairScorer::answer(const Condition& condition, std::span<const RowPair> pairs,
                        std::span<Truth> truths) {
  memory_->evaluator.answer(condition, pairs, truths);
}

void PairScorer::levels_of(std::span<const RowPair> pairs, std::span<uint8_t> levels) {
  const size_t count = pairs.size();
  NEWLYN_CHECK(levels.size() == count * model_.comparisons.size(),
               "there is one place a comparison and pair", levels.size());
  Memory& memory = *memory_;
  for (size_t c = 0; c < model_.comparisons.size(); ++c) {
    const Comparison& comparison = model_.comparisons[c];
    uint8_t* here = levels.data() + c * count;
    const uint16_t column = comparison.depends_on;
    Outcomes* outcomes = memory.outcomes_of(c, column, count, columns_);
    memory.open.clear();
    memory.places.clear();
    if (outcomes == nullptr) {
      memory.open.assign(pairs.begin(), pairs.end());
      memory.places.resize(count);
      for (uint32_t i = 0; i < count; ++i) memory.places[i] = i;
      memory.decide(comparison.levels, here);
      continue;
    }
    for (uint32_t i = 0; i < count; ++i) {
      const uint64_t key = Outcomes::key(columns_.code(pairs[i].left, column),
                                         columns_.code(pairs[i].right, column));
      const uint64_t slot = outcomes->slot(key);
      here[i] = static_cast<uint8_t>(slot);
      if ((slot ^ key) >> kLevelBits == 0) continue;
      memory.open.push_back(pairs[i]);
      memory.places.push_back(i);
    }
    if (memory.open.empty()) continue;
    const std::vector<uint32_t> missed = memory.places;
    memory.decide(comparison.levels, here);
    for (const uint32_t i : missed) {
      const uint64_t key = Outcomes::key(columns_.code(pairs[i].left, column),
                                         columns_.code(pairs[i].right, column));
      outcomes->slot(key) = key | here[i];
    }
  }
}

double KindWeights::weight() const noexcept {
  const double more = std::max(random, family);
  const double less = std::min(random, family);
  if (less == kNever) return match - more;
  return match - more - std::log2(1 + std::exp2(less - more));
}

void PairScorer::weights_of(std::span<const RowPair> pairs, std::span<double> weights) {
  NEWLYN_CHECK(pairs.size() == weights.size(), "there is one weight a pair", pairs.size());
  Memory& memory = *memory_;
  const size_t count = pairs.size();
  memory.levels.resize(count * model_.comparisons.size());
  levels_of(pairs, memory.levels);
  const auto& terms = memory.tables->of(columns_, model_);
  memory.kinds.assign(count, {model_.prior_match, model_.prior_random, model_.prior_family});
  for (size_t c = 0; c < model_.comparisons.size(); ++c) {
    const std::vector<Level>& levels = model_.comparisons[c].levels;
    const uint8_t* here = memory.levels.data() + c * count;
    for (size_t i = 0; i < count; ++i) {
      const Level& level = levels[here[i]];
      KindWeights& kinds = memory.kinds[i];
      if (level.is_null) continue;
      kinds.match += level.weights.match;
      const Term* term = terms[c][here[i]].get();
      if (term == nullptr) {
        kinds.random += level.weights.random;
        kinds.family += level.weights.family;
        continue;
      }
      const auto left = columns_.code(pairs[i].left, term->column);
      const auto right = columns_.code(pairs[i].right, term->column);
      const auto code = term->adjustments[left] >= term->adjustments[right] ? left : right;
      const double adjustment = term->adjustments[code];
      kinds.random += level.weights.random + (adjustment == kNever ? 0 : adjustment);
      kinds.family += term->family[code];
    }
  }
  for (size_t i = 0; i < count; ++i) weights[i] = memory.kinds[i].weight();
}

KindWeights PairScorer::kinds(RowPair pair, std::span<const uint8_t> levels) const {
  KindWeights kinds{model_.prior_match, model_.prior_random, model_.prior_family};
  for (size_t c = 0; c < model_.comparisons.size(); ++c) add_level(pair, c, levels[c], kinds);
  return kinds;
}

void PairScorer::add_level(RowPair pair, size_t comparison, uint8_t place,
                           KindWeights& kinds) const {
  const Level& level = model_.comparisons[comparison].levels[place];
  if (level.is_null) return;
  double adjustment = 0;
  if (has_term(level)) {
    const auto column = static_cast<uint16_t>(level.term.column);
    const std::vector<uint32_t>& counts = columns_.columns[column].counts;
    const auto left = columns_.code(pair.left, column);
    const auto right = columns_.code(pair.right, column);
    const uint32_t count = std::max(left == record::kNullCode ? 0U : counts[left],
                                    right == record::kNullCode ? 0U : counts[right]);
    if (count > 0) adjustment = TermRate(level.term, columns_).adjustment(count);
  }
  kinds.match += level.weights.match;
  kinds.random += level.weights.random + adjustment;
  kinds.family += personal_family_weight(level, adjustment);
}

double PairScorer::weight(RowPair pair, std::span<const uint8_t> levels) const {
  return kinds(pair, levels).weight();
}

double PairScorer::weight(RowPair pair) {
  double weight = 0;
  weights_of({&pair, 1}, {&weight, 1});
  return weight;
}

double PairScorer::part(RowPair pair, size_t comparison, uint8_t level) const {
  KindWeights kinds;
  add_level(pair, comparison, level, kinds);
  return kinds.match - kinds.random;
}

std::unique_ptr<PairScorer> ScorerPool::take() {
  const std::lock_guard lock(mutex_);
  if (free_.empty()) return std::make_unique<PairScorer>(columns_, model_);
  std::unique_ptr<PairScorer> scorer = std::move(free_.back());
  free_.pop_back();
  return scorer;
}

void ScorerPool::give(std::unique_ptr<PairScorer> scorer) {
  const std::lock_guard lock(mutex_);
  free_.push_back(std::move(scorer));
}

}  // namespace newlyn::pairs
