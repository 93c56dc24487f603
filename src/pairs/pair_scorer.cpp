// SPDX-License-Identifier: MIT
// Finds levels and adds their weights, a list of pairs and one comparison at a time.
//
// 1. Where the outcome of a comparison follows from one column alone, equal values and nulls are
//    settled by their codes, and other outcomes are remembered per pair of values.
// 2. What is left is asked of the compiled comparison, or, where there is none, of the general
//    evaluator, level by level, each time only the pairs still open.
// 3. Where only pairs of some weight are wanted, comparisons come in the order that settles pairs
//    soonest, and a pair is let go as soon as the rest cannot lift it so far.
#include "pairs/pair_scorer.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.h"
#include "pairs/measure.h"
#include "pairs/score_plan.h"

namespace newlyn::pairs {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();
constexpr unsigned kOutcomeSlotBits = 13;
constexpr unsigned kCodeBits = 28;
constexpr unsigned kLevelBits = 8;
constexpr size_t kPairsWorthMemory = 256;
constexpr uint64_t kNoOutcome = ~uint64_t{0};
constexpr uint8_t kOpen = 0xFF;  // a level that is not known beforehand
// Weights added up in another order differ by less than this.
constexpr double kRoundingSlack = 1e-6;

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
  model.plan = std::make_shared<SharedPlan>();
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

namespace {

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

/// Levels known beforehand, kOpen where they are not.
struct KnownLevels {
  uint8_t equal;
  uint8_t left_null;
  uint8_t right_null;
  uint8_t both_null;

  explicit KnownLevels(const ForeseenLevels& foreseen)
      : equal(foreseen.equal.value_or(kOpen)),
        left_null(foreseen.left_null.value_or(kOpen)),
        right_null(foreseen.right_null.value_or(kOpen)),
        both_null(foreseen.both_null.value_or(kOpen)) {}

  uint8_t of(record::ValueCode left, record::ValueCode right) const noexcept {
    if (left == right) return left == record::kNullCode ? both_null : equal;
    if (left == record::kNullCode) return left_null;
    return right == record::kNullCode ? right_null : kOpen;
  }
};

/// Adds what a level says of two rows.
void add_score(const LevelScore& score, const CodePair& codes, KindWeights& weights) noexcept {
  weights.match += score.match;
  weights.random += score.random;
  if (!score.has_term()) {
    weights.family += score.family;
    return;
  }
  const record::ValueCode left = codes.left[score.term];
  const record::ValueCode right = codes.right[score.term];
  const bool left_counts = score.adjustments[left] >= score.adjustments[right];
  const record::ValueCode code = left_counts ? left : right;
  const double adjustment = score.adjustments[code];
  weights.random += adjustment == kNever ? 0 : adjustment;
  weights.family += score.family_of_value.empty() ? score.family : score.family_of_value[code];
}

}  // namespace

struct PairScorer::Memory {
  const PairColumns& columns;
  const ScoreModel& model;
  std::shared_ptr<SharedPlan> shared;
  const ScorePlan* made = nullptr;  // see plan()
  ConditionEvaluator evaluator;
  std::vector<MeasureMemory> measures;  // by comparison; empty until used
  std::vector<Outcomes> outcomes;       // by comparison
  std::vector<RowPair> open;
  std::vector<uint32_t> places;
  std::vector<Truth> truths;
  std::vector<uint8_t> levels;
  std::vector<KindWeights> kinds;
  std::vector<double> weights;
  std::vector<RowPair> alive;  // of weights_from
  std::vector<uint32_t> alive_places;

  Memory(const PairColumns& of, const ScoreModel& with)
      : columns(of),
        model(with),
        shared(with.plan ? with.plan : std::make_shared<SharedPlan>()),
        evaluator(of, with.setting()),
        measures(with.comparisons.size()),
        outcomes(with.comparisons.size()) {}

  /// A scorer that only answers conditions never asks for it.
  const ScorePlan& plan() {
    if (made == nullptr) made = &shared->of(columns, model);
    return *made;
  }

  CodePair codes(RowPair pair) const noexcept {
    const record::ValueCode* rows = columns.codes_by_row.data();
    const size_t width = columns.columns.size();
    return {rows + pair.left * width, rows + pair.right * width};
  }

  /// The outcomes remembered of a comparison; nothing when its pairs are too few to repay it.
  Outcomes* outcomes_of(size_t comparison, size_t pair_count) {
    Outcomes& found = outcomes[comparison];
    if (!found.slots.empty()) return &found;
    const uint16_t column = plan().comparisons()[comparison].column;
    const bool worth = column != kNoMemory && pair_count >= kPairsWorthMemory &&
                       columns.columns[column].values.value_count() + 1 < (1u << kCodeBits);
    if (!worth) return nullptr;
    found.slots.assign(size_t{1} << kOutcomeSlotBits, kNoOutcome);
    return &found;
  }

  void decide(size_t comparison, std::span<const RowPair> pairs, uint8_t* levels_of_pairs);
  void decide_one_column(size_t comparison, std::span<const RowPair> pairs, Outcomes& remembered,
                         uint8_t* levels_of_pairs);
  void decide_by_list(size_t comparison, std::span<const RowPair> pairs, uint8_t* levels_of_pairs);
  void decide_open(const std::vector<Level>& levels_in_order, uint8_t* levels_by_place);
  void add(size_t comparison, std::span<const RowPair> pairs, const uint8_t* levels_of_pairs);
  void drop_below(double least, double rest_random, double rest_family);
};

/// Writes the level of one comparison for many pairs.
void PairScorer::Memory::decide(size_t comparison, std::span<const RowPair> pairs,
                                uint8_t* levels_of_pairs) {
  const std::optional<LevelProgram>& program = plan().comparisons()[comparison].program;
  if (!program) return decide_by_list(comparison, pairs, levels_of_pairs);
  MeasureMemory& memory = measures[comparison];
  if (memory.slots.empty()) memory = program->new_memory();
  Outcomes* remembered = outcomes_of(comparison, pairs.size());
  if (remembered != nullptr) {
    return decide_one_column(comparison, pairs, *remembered, levels_of_pairs);
  }
  for (size_t i = 0; i < pairs.size(); ++i) {
    levels_of_pairs[i] = program->level(codes(pairs[i]), memory);
  }
}

void PairScorer::Memory::decide_one_column(size_t comparison, std::span<const RowPair> pairs,
                                           Outcomes& remembered, uint8_t* levels_of_pairs) {
  const ComparisonPlan& planned = plan().comparisons()[comparison];
  const LevelProgram& program = *planned.program;
  MeasureMemory& memory = measures[comparison];
  const KnownLevels known(program.foreseen());
  for (size_t i = 0; i < pairs.size(); ++i) {
    const CodePair pair = codes(pairs[i]);
    const record::ValueCode left = pair.left[planned.column];
    const record::ValueCode right = pair.right[planned.column];
    uint8_t level = known.of(left, right);
    if (level == kOpen) {
      const uint64_t key = Outcomes::key(left, right);
      uint64_t& slot = remembered.slot(key);
      if ((slot ^ key) >> kLevelBits != 0) slot = key | program.level(pair, memory);
      level = static_cast<uint8_t>(slot);
    }
    levels_of_pairs[i] = level;
  }
}

/// For comparisons that only the general evaluator answers.
void PairScorer::Memory::decide_by_list(size_t comparison, std::span<const RowPair> pairs,
                                        uint8_t* levels_of_pairs) {
  const std::vector<Level>& levels_in_order = model.comparisons[comparison].levels;
  const uint16_t column = plan().comparisons()[comparison].column;
  Outcomes* remembered = outcomes_of(comparison, pairs.size());
  open.clear();
  places.clear();
  const auto key_of = [&](RowPair pair) {
    return Outcomes::key(columns.code(pair.left, column), columns.code(pair.right, column));
  };
  for (uint32_t i = 0; i < pairs.size(); ++i) {
    if (remembered != nullptr) {
      const uint64_t key = key_of(pairs[i]);
      const uint64_t slot = remembered->slot(key);
      levels_of_pairs[i] = static_cast<uint8_t>(slot);
      if ((slot ^ key) >> kLevelBits == 0) continue;
    }
    open.push_back(pairs[i]);
    places.push_back(i);
  }
  if (open.empty()) return;
  const std::vector<uint32_t> asked = places;
  decide_open(levels_in_order, levels_of_pairs);
  if (remembered == nullptr) return;
  for (const uint32_t i : asked) {
    const uint64_t key = key_of(pairs[i]);
    remembered->slot(key) = key | levels_of_pairs[i];
  }
}

/// Asks the open pairs level by level, each time only those still open.
void PairScorer::Memory::decide_open(const std::vector<Level>& levels_in_order,
                                     uint8_t* levels_by_place) {
  uint8_t level = 0;
  for (; level + 1U < levels_in_order.size() && !open.empty(); ++level) {
    truths.resize(open.size());
    evaluator.answer(levels_in_order[level].condition, open, truths);
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
    places.resize(kept);
  }
  for (size_t i = 0; i < open.size(); ++i) levels_by_place[places[i]] = level;
  open.clear();
}

/// Adds what one comparison says to the weights of `kinds`.
void PairScorer::Memory::add(size_t comparison, std::span<const RowPair> pairs,
                             const uint8_t* levels_of_pairs) {
  const std::vector<LevelScore>& scores = plan().comparisons()[comparison].levels;
  for (size_t i = 0; i < pairs.size(); ++i) {
    add_score(scores[levels_of_pairs[i]], codes(pairs[i]), kinds[i]);
  }
}

/// Lets go of pairs whose weight stays below `least` whatever the comparisons still to come say.
void PairScorer::Memory::drop_below(double least, double rest_random, double rest_family) {
  size_t kept = 0;
  for (size_t i = 0; i < alive.size(); ++i) {
    const KindWeights& sums = kinds[i];
    const bool below = sums.match - sums.random + rest_random < least ||
                       sums.match - sums.family + rest_family < least;
    if (below) continue;
    alive[kept] = alive[i];
    alive_places[kept] = alive_places[i];
    kinds[kept++] = sums;
  }
  alive.resize(kept);
  alive_places.resize(kept);
  kinds.resize(kept);
}

PairScorer::PairScorer(const PairColumns& columns, const ScoreModel& model)
    : columns_(columns), model_(model), memory_(std::make_unique<Memory>(columns, model)) {}

PairScorer::~PairScorer() = default;
PairScorer::PairScorer(PairScorer&&) noexcept = default;

void PairScorer::answer(const Condition& condition, std::span<const RowPair> pairs,
                        std::span<Truth> truths) {
  memory_->evaluator.answer(condition, pairs, truths);
}

void PairScorer::levels_of(std::span<const RowPair> pairs, std::span<uint8_t> levels) {
  NEWLYN_CHECK(levels.size() == pairs.size() * model_.comparisons.size(),
               "there is one place a comparison and pair", levels.size());
  for (size_t c = 0; c < model_.comparisons.size(); ++c) {
    memory_->decide(c, pairs, levels.data() + c * pairs.size());
  }
}

double KindWeights::weight() const noexcept {
  const double more = std::max(random, family);
  const double less = std::min(random, family);
  // Beyond so many bits the lesser kind is lost in the rounding of the greater.
  constexpr double kBitsLost = 60;
  if (less < more - kBitsLost) return match - more;
  return match - more - std::log2(1 + std::exp2(less - more));
}

void PairScorer::weights_of(std::span<const RowPair> pairs, std::span<double> weights) {
  NEWLYN_CHECK(pairs.size() == weights.size(), "there is one weight a pair", pairs.size());
  Memory& memory = *memory_;
  memory.levels.resize(pairs.size());
  memory.kinds.assign(pairs.size(), {model_.prior_match, model_.prior_random, model_.prior_family});
  for (size_t c = 0; c < model_.comparisons.size(); ++c) {
    memory.decide(c, pairs, memory.levels.data());
    memory.add(c, pairs, memory.levels.data());
  }
  for (size_t i = 0; i < pairs.size(); ++i) weights[i] = memory.kinds[i].weight();
}

void PairScorer::weights_from(double least, std::span<const RowPair> pairs,
                              std::vector<PairWeight>& found) {
  Memory& memory = *memory_;
  if (least == kNever) {
    memory.weights.resize(pairs.size());
    weights_of(pairs, memory.weights);
    for (uint32_t i = 0; i < pairs.size(); ++i) found.push_back({i, memory.weights[i]});
    return;
  }
  const std::vector<ComparisonPlan>& plans = memory.plan().comparisons();
  memory.alive.assign(pairs.begin(), pairs.end());
  memory.alive_places.resize(pairs.size());
  std::iota(memory.alive_places.begin(), memory.alive_places.end(), 0U);
  memory.levels.resize(pairs.size());
  memory.kinds.assign(pairs.size(), {model_.prior_match, model_.prior_random, model_.prior_family});
  double rest_random = 0;
  double rest_family = 0;
  for (const ComparisonPlan& plan : plans) {
    rest_random += plan.most_random;
    rest_family += plan.most_family;
  }
  for (const uint16_t c : memory.plan().order()) {
    if (memory.alive.empty()) break;
    memory.decide(c, memory.alive, memory.levels.data());
    memory.add(c, memory.alive, memory.levels.data());
    rest_random -= plans[c].most_random;
    rest_family -= plans[c].most_family;
    memory.drop_below(least - kRoundingSlack, rest_random, rest_family);
  }
  // The weight is added up once more in the model's order, so that it is the same number however
  // it is asked for.
  memory.weights.resize(memory.alive.size());
  weights_of(memory.alive, memory.weights);
  for (size_t i = 0; i < memory.alive.size(); ++i) {
    if (memory.weights[i] < least) continue;
    found.push_back({memory.alive_places[i], memory.weights[i]});
  }
}

KindWeights PairScorer::kinds(RowPair pair, std::span<const uint8_t> levels) const {
  KindWeights kinds{model_.prior_match, model_.prior_random, model_.prior_family};
  for (size_t c = 0; c < model_.comparisons.size(); ++c) add_level(pair, c, levels[c], kinds);
  return kinds;
}

void PairScorer::add_level(RowPair pair, size_t comparison, uint8_t level,
                           KindWeights& kinds) const {
  const LevelScore& score = memory_->plan().comparisons()[comparison].levels[level];
  add_score(score, memory_->codes(pair), kinds);
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
