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
constexpr unsigned kOutcomeSlotBits = 11;  // so few that they stay in the cache
constexpr unsigned kCodeBits = 28;
constexpr unsigned kLevelBits = 8;
constexpr size_t kPairsWorthMemory = 256;
constexpr size_t kValuesWorthMemory = 1u << 18;
constexpr uint64_t kNoOutcome = ~uint64_t{0};
// Memory is asked for so many pairs before it is needed.
constexpr size_t kPairsAhead = 12;
constexpr uint8_t kOpen = 0xFF;  // a level that is not known beforehand
// Weights added up in another order differ by less than this.
constexpr double kRoundingSlack = 1e-6;

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

/// Levels known beforehand from what two codes are to each other: equal, or null on either side.
class KnownLevels {
 public:
  explicit KnownLevels(const ForeseenLevels& foreseen) : levels_{} {
    std::fill(std::begin(levels_), std::end(levels_), kOpen);
    levels_[kEqual] = foreseen.equal.value_or(kOpen);
    levels_[kLeftNull] = foreseen.left_null.value_or(kOpen);
    levels_[kRightNull] = foreseen.right_null.value_or(kOpen);
    levels_[kEqual | kLeftNull | kRightNull] = foreseen.both_null.value_or(kOpen);
  }
  uint8_t of(record::ValueCode left, record::ValueCode right) const noexcept {
    return levels_[(left == right ? kEqual : 0U) | (left == record::kNullCode ? kLeftNull : 0U) |
                   (right == record::kNullCode ? kRightNull : 0U)];
  }

 private:
  static constexpr unsigned kEqual = 1;
  static constexpr unsigned kLeftNull = 2;
  static constexpr unsigned kRightNull = 4;
  uint8_t levels_[8];
};

/// Adds what a level says of two rows.
void add_score(const LevelScore& score, const CodePair& codes, KindOdds& odds) noexcept {
  odds.random += score.random;
  if (score.adjustments == nullptr) {
    odds.family += score.family;
    return;
  }
  const record::ValueCode left = codes.left[score.term];
  const record::ValueCode right = codes.right[score.term];
  const bool left_counts = score.adjustments[left] >= score.adjustments[right];
  const record::ValueCode code = left_counts ? left : right;
  const double adjustment = score.adjustments[code];
  odds.random -= adjustment == kNever ? 0 : adjustment;
  odds.family += score.family_of_value == nullptr ? score.family : score.family_of_value[code];
}

}  // namespace

struct PairScorer::Memory {
  const PairColumns& columns;
  const ScoreModel& model;
  std::shared_ptr<SharedPlan> shared;
  ScorePlan* made = nullptr;      // see plan()
  const record::ValueCode* rows;  // codes by row, `width` a row
  size_t width;
  ConditionEvaluator evaluator;
  std::vector<MeasureMemory> measures;  // by comparison; empty until used
  std::vector<Outcomes> outcomes;       // by comparison
  std::vector<RowPair> open;            // of decide_by_list
  std::vector<uint32_t> places;
  std::vector<Truth> truths;
  // Of the pairs that are scored: those still alive, their places, odds, and the most that their
  // open comparisons can add; and the levels of all, comparison after comparison.
  std::vector<RowPair> alive;
  std::vector<uint32_t> alive_places;
  std::vector<KindOdds> odds;
  std::vector<KindOdds> rest;
  std::vector<uint8_t> levels;
  // Of one comparison: the pairs it is asked of, where they stand, and the answers.
  std::vector<RowPair> asked;
  std::vector<uint32_t> asked_places;
  std::vector<uint8_t> answers;

  Memory(const PairColumns& of, const ScoreModel& with)
      : columns(of),
        model(with),
        shared(with.plan ? with.plan : std::make_shared<SharedPlan>()),
        rows(of.codes_by_row.data()),
        width(of.columns.size()),
        evaluator(of, with.setting()),
        measures(with.comparisons.size()),
        outcomes(with.comparisons.size()) {}

  /// A scorer that only answers conditions never asks for it.
  ScorePlan& plan() {
    if (made == nullptr) made = &shared->of(columns, model);
    return *made;
  }

  CodePair codes(RowPair pair) const noexcept {
    return {rows + pair.left * width, rows + pair.right * width};
  }

  /// The outcomes remembered of a comparison; nothing when its pairs are too few to repay it.
  Outcomes* outcomes_of(size_t comparison, size_t pair_count) {
    Outcomes& found = outcomes[comparison];
    if (!found.slots.empty()) return &found;
    const uint16_t column = model.comparisons[comparison].depends_on;
    // Where there are very many values, no pair of them comes back.
    const bool worth = column != kNoMemory && pair_count >= kPairsWorthMemory &&
                       columns.columns[column].values.value_count() < kValuesWorthMemory;
    if (!worth) return nullptr;
    found.slots.assign(size_t{1} << kOutcomeSlotBits, kNoOutcome);
    return &found;
  }

  KnownLevels known_levels(size_t comparison) {
    const std::optional<LevelProgram>& program = plan().programs()[comparison];
    return KnownLevels(program ? program->foreseen() : ForeseenLevels());
  }

  /// True when the level does not follow from the codes alone.
  bool is_open(RowPair pair, size_t comparison) {
    const uint16_t column = model.comparisons[comparison].depends_on;
    if (column == kNoMemory) return true;
    const CodePair both = codes(pair);
    return known_levels(comparison).of(both.left[column], both.right[column]) == kOpen;
  }

  void levels_of_one(size_t comparison, std::span<const RowPair> pairs, uint8_t* levels_of_pairs);
  void score(double least, std::span<const RowPair> pairs);
  void score_known(size_t comparison, std::span<const RowPair> pairs);
  void score_open(size_t comparison, size_t pair_count);
  void decide(size_t comparison, std::span<const RowPair> pairs, uint8_t* levels_of_pairs);
  void decide_by_list(size_t comparison, std::span<const RowPair> pairs, uint8_t* levels_of_pairs);
  void decide_open(const std::vector<Level>& levels_in_order, uint8_t* levels_by_place);
  void drop_below(double least);
  void prefetch(std::span<const RowPair> pairs) const noexcept;
};

/// Decides the level of one comparison for many pairs.
void PairScorer::Memory::decide(size_t comparison, std::span<const RowPair> pairs,
                                uint8_t* levels_of_pairs) {
  const std::optional<LevelProgram>& program = plan().programs()[comparison];
  if (!program) return decide_by_list(comparison, pairs, levels_of_pairs);
  MeasureMemory& memory = measures[comparison];
  if (memory.slots.empty()) memory = program->new_memory();
  Outcomes* remembered = outcomes_of(comparison, pairs.size());
  const uint16_t column = model.comparisons[comparison].depends_on;
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (i + kPairsAhead < pairs.size()) program->prefetch(codes(pairs[i + kPairsAhead]));
    const CodePair pair = codes(pairs[i]);
    if (remembered == nullptr) {
      levels_of_pairs[i] = program->level(pair, memory);
      continue;
    }
    const uint64_t key = Outcomes::key(pair.left[column], pair.right[column]);
    uint64_t& slot = remembered->slot(key);
    if ((slot ^ key) >> kLevelBits != 0) slot = key | program->level(pair, memory);
    levels_of_pairs[i] = static_cast<uint8_t>(slot);
  }
}

/// Writes the level of one comparison for many pairs: by the codes where they say enough.
void PairScorer::Memory::levels_of_one(size_t comparison, std::span<const RowPair> pairs,
                                       uint8_t* levels_of_pairs) {
  const KnownLevels known = known_levels(comparison);
  const uint16_t column = model.comparisons[comparison].depends_on;
  asked.clear();
  asked_places.clear();
  for (uint32_t i = 0; i < pairs.size(); ++i) {
    uint8_t level = kOpen;
    if (column != kNoMemory) {
      const CodePair pair = codes(pairs[i]);
      level = known.of(pair.left[column], pair.right[column]);
    }
    levels_of_pairs[i] = level;
    if (level != kOpen) continue;
    asked.push_back(pairs[i]);
    asked_places.push_back(i);
  }
  answers.resize(asked.size());
  decide(comparison, asked, answers.data());
  for (size_t i = 0; i < asked.size(); ++i) levels_of_pairs[asked_places[i]] = answers[i];
}

/// Adds up the odds of the pairs that can reach `least`; alive, alive_places and odds hold them.
/// First what codes alone say of all comparisons, then the others one by one, the most telling
/// first, for the pairs that are still alive.
void PairScorer::Memory::score(double least, std::span<const RowPair> pairs) {
  alive.assign(pairs.begin(), pairs.end());
  alive_places.resize(pairs.size());
  std::iota(alive_places.begin(), alive_places.end(), 0U);
  odds.assign(pairs.size(),
              {model.prior_match - model.prior_random, model.prior_match - model.prior_family});
  rest.assign(pairs.size(), {});
  levels.resize(pairs.size() * model.comparisons.size());
  prefetch(pairs);
  const std::vector<uint16_t>& order = plan().order();
  for (const uint16_t comparison : order) score_known(comparison, pairs);
  for (const uint16_t comparison : order) {
    if (least != kNever) drop_below(least - kRoundingSlack);
    score_open(comparison, pairs.size());
  }
}

/// One comparison, for the pairs whose level follows from their codes. Of the others, notes the
/// most that it may add.
void PairScorer::Memory::score_known(size_t comparison, std::span<const RowPair> pairs) {
  const KnownLevels known = known_levels(comparison);
  const ComparisonScores& scores = plan().scores()[comparison];
  const uint16_t column = model.comparisons[comparison].depends_on;
  uint8_t* here = levels.data() + comparison * pairs.size();
  for (size_t i = 0; i < pairs.size(); ++i) {
    const CodePair pair = codes(pairs[i]);
    uint8_t level = kOpen;
    bool equal = true;  // or not known to differ
    if (column != kNoMemory) {
      level = known.of(pair.left[column], pair.right[column]);
      equal = pair.left[column] == pair.right[column];
    }
    here[i] = level;
    if (level != kOpen) {
      add_score(scores.levels[level], pair, odds[i]);
      continue;
    }
    const KindOdds& most = equal ? scores.most : scores.most_unequal;
    rest[i].random += most.random;
    rest[i].family += most.family;
  }
}

/// One comparison, for the pairs still alive whose level did not follow from their codes.
void PairScorer::Memory::score_open(size_t comparison, size_t pair_count) {
  const ComparisonScores& scores = plan().scores()[comparison];
  const uint16_t column = model.comparisons[comparison].depends_on;
  const uint8_t* here = levels.data() + comparison * pair_count;
  asked.clear();
  asked_places.clear();
  for (uint32_t i = 0; i < alive.size(); ++i) {
    if (here[alive_places[i]] != kOpen) continue;
    asked.push_back(alive[i]);
    asked_places.push_back(i);
  }
  answers.resize(asked.size());
  decide(comparison, asked, answers.data());
  for (size_t k = 0; k < asked.size(); ++k) {
    const uint32_t i = asked_places[k];
    const CodePair pair = codes(asked[k]);
    add_score(scores.levels[answers[k]], pair, odds[i]);
    const bool equal = column == kNoMemory || pair.left[column] == pair.right[column];
    const KindOdds& most = equal ? scores.most : scores.most_unequal;
    rest[i].random -= most.random;
    rest[i].family -= most.family;
  }
}

/// For comparisons that only the general evaluator answers.
void PairScorer::Memory::decide_by_list(size_t comparison, std::span<const RowPair> pairs,
                                        uint8_t* levels_of_pairs) {
  const std::vector<Level>& levels_in_order = model.comparisons[comparison].levels;
  const uint16_t column = model.comparisons[comparison].depends_on;
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
  const std::vector<uint32_t> asked_at = places;
  decide_open(levels_in_order, levels_of_pairs);
  if (remembered == nullptr) return;
  for (const uint32_t i : asked_at) {
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

/// Lets go of pairs whose weight stays below `least` whatever the open comparisons say.
void PairScorer::Memory::drop_below(double least) {
  size_t kept = 0;
  for (size_t i = 0; i < alive.size(); ++i) {
    const bool below =
        odds[i].random + rest[i].random < least || odds[i].family + rest[i].family < least;
    alive[kept] = alive[i];
    alive_places[kept] = alive_places[i];
    odds[kept] = odds[i];
    rest[kept] = rest[i];
    kept += below ? 0 : 1;
  }
  alive.resize(kept);
  alive_places.resize(kept);
  odds.resize(kept);
  rest.resize(kept);
}

/// Asks for the codes of all rows, so that they are there when the first comparison reads them.
void PairScorer::Memory::prefetch(std::span<const RowPair> pairs) const noexcept {
  for (const RowPair pair : pairs) {
    const CodePair both = codes(pair);
    __builtin_prefetch(both.left);
    __builtin_prefetch(both.right);
  }
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
  memory_->prefetch(pairs);
  for (size_t c = 0; c < model_.comparisons.size(); ++c) {
    memory_->levels_of_one(c, pairs, levels.data() + c * pairs.size());
  }
}

void PairScorer::levels_of_one(size_t comparison, std::span<const RowPair> pairs,
                               std::span<uint8_t> levels) {
  NEWLYN_CHECK(levels.size() == pairs.size(), "there is one place a pair", levels.size());
  memory_->prefetch(pairs);
  memory_->levels_of_one(comparison, pairs, levels.data());
}

double KindOdds::weight() const noexcept {
  const double less = std::min(random, family);
  const double more = std::max(random, family);
  // Beyond so many bits the rarer kind is lost in the rounding of the other.
  constexpr double kBitsLost = 60;
  if (more > less + kBitsLost) return less;
  return less - std::log2(1 + std::exp2(less - more));
}

void PairScorer::weights_of(std::span<const RowPair> pairs, std::span<double> weights) {
  NEWLYN_CHECK(pairs.size() == weights.size(), "there is one weight a pair", pairs.size());
  memory_->score(kNever, pairs);
  for (size_t i = 0; i < pairs.size(); ++i) weights[i] = memory_->odds[i].weight();
}

void PairScorer::weights_from(double least, std::span<const RowPair> pairs,
                              std::vector<PairWeight>& found) {
  memory_->score(least, pairs);
  for (size_t i = 0; i < memory_->alive.size(); ++i) {
    const double weight = memory_->odds[i].weight();
    if (weight >= least) found.push_back({memory_->alive_places[i], weight});
  }
}

KindOdds PairScorer::prior() const noexcept {
  return {model_.prior_match - model_.prior_random, model_.prior_match - model_.prior_family};
}

KindOdds PairScorer::odds(RowPair pair, std::span<const uint8_t> levels) const {
  KindOdds odds = prior();
  for (size_t c = 0; c < levels.size(); ++c) add_level(pair, c, levels[c], odds);
  return odds;
}

void PairScorer::add_level(RowPair pair, size_t comparison, uint8_t level, KindOdds& odds) const {
  add_score(memory_->plan().scores()[comparison].levels[level], memory_->codes(pair), odds);
}

double PairScorer::weight(RowPair pair, std::span<const uint8_t> levels) const {
  KindOdds odds = prior();
  // In the order of score(), so that the sum is the very same.
  for (const bool open : {false, true}) {
    for (const uint16_t c : memory_->plan().order()) {
      if (memory_->is_open(pair, c) == open) add_level(pair, c, levels[c], odds);
    }
  }
  return odds.weight();
}

double PairScorer::weight(RowPair pair) {
  double weight = 0;
  weights_of({&pair, 1}, {&weight, 1});
  return weight;
}

KindOdds PairScorer::part_odds(RowPair pair, size_t comparison, uint8_t level) const {
  KindOdds odds;
  add_level(pair, comparison, level, odds);
  return odds;
}

double PairScorer::part(RowPair pair, size_t comparison, uint8_t level) const {
  return part_odds(pair, comparison, level).random;
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
