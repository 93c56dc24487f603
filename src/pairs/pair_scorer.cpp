// SPDX-License-Identifier: MIT
// Finds levels and adds their weights, a list of pairs and one comparison at a time.
//
// 1. Where the outcome of a comparison follows from one column alone, equal values and nulls are
//    settled by their codes, and other outcomes are remembered per pair of values.
// 2. What is left is asked of the compiled comparison, or, where there is none, of the general
//    evaluator, level by level, each time only the pairs still open.
// 3. Where only pairs of some weight are wanted, comparisons come in the order that settles pairs
//    soonest, and a pair is let go as soon as the rest cannot lift it so far. Most are let go in
//    the first pass, which reads codes alone and keeps the sums of a pair in registers.
#include "pairs/pair_scorer.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.h"
#include "base/line_allocator.h"
#include "base/threads.h"
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
constexpr uint64_t kAskedOnTrial = 1u << 13;
constexpr uint64_t kKnownWorthIt = 16;  // one of so many
// Memory is asked for so many pairs before it is needed.
constexpr size_t kPairsAhead = 12;
constexpr size_t kCodesALine = kCacheLine / sizeof(record::ValueCode);
// Weights added up in another order differ by less than this.
constexpr double kRoundingSlack = 1e-6;

/// Outcomes of one comparison by pair of values. A slot holds both codes and the level.
struct Outcomes {
  std::vector<uint64_t> slots;
  uint64_t asked = 0;
  uint64_t known = 0;  // of those asked

  /// False where so few pairs of values come back that looking for them costs more than it saves.
  bool is_worth_it() const noexcept {
    return asked < kAskedOnTrial || known >= asked / kKnownWorthIt;
  }

  static uint64_t key(record::ValueCode left, record::ValueCode right) noexcept {
    return (static_cast<uint64_t>(left) << kCodeBits | right) << kLevelBits;
  }
  uint64_t& slot(uint64_t key) noexcept {
    return slots[(key * 0x9E3779B97F4A7C15ULL) >> (64 - kOutcomeSlotBits)];
  }
};

/// What two values that come together anyhow take off, where both rows have them. A slip of the pen
/// belongs to no class, so the row that says more of the two counts.
double association_of(const LevelScore& score, const CodePair& codes) noexcept {
  const Association& association = *score.association;
  const record::ValueCode left = codes.left[association.other];
  const record::ValueCode right = codes.right[association.other];
  if (!association.alike(left, right)) return 0;
  const double bits = association.bits(codes.left[score.term], left);
  const bool same = left == right && codes.left[score.term] == codes.right[score.term];
  return same ? bits : std::max(bits, association.bits(codes.right[score.term], right));
}

/// What the frequency of a value adds, and its household odds.
KindOdds value_odds(const LevelScore& score, const CodePair& codes) noexcept {
  const record::ValueCode left = codes.left[score.term];
  const record::ValueCode right = codes.right[score.term];
  const bool left_counts = score.adjustments[left] >= score.adjustments[right];
  return score.of_value(left_counts ? left : right);
}

/// Odds with what the values of a level add to them: their frequency, and what comes with them.
KindOdds with_values(const LevelScore& score, const CodePair& codes, KindOdds odds) noexcept {
  odds.add(value_odds(score, codes));
  if (score.association != nullptr) odds.random -= association_of(score, codes);
  return odds;
}

/// Adds what a level says of two rows.
void add_score(const LevelScore& score, const CodePair& codes, KindOdds& odds) noexcept {
  if (score.adjustments == nullptr) return odds.add({score.random, score.family});
  odds = with_values(score, codes, {odds.random + score.random, odds.family});
}

/// A pair that can still reach the weight wanted.
struct Alive {
  Sums sums;
  RowPair pair;
  uint32_t place = 0;  // in the list of pairs
};

/// Which pairs leave a comparison open, by its place in the plan's known ones.
struct OpenPairs {
  std::vector<uint32_t> places;  // of pairs in a list; `most` a comparison, from the front
  std::vector<uint32_t> counts;
  size_t most = 0;

  void reset(size_t comparisons, size_t pairs) {
    most = std::max(most, pairs);
    places.resize(std::max(places.size(), comparisons * most));
    counts.assign(comparisons, 0);
  }
  void add(size_t comparison, uint32_t place) noexcept {
    places[comparison * most + counts[comparison]++] = place;
  }
  /// Adds a place or does not, without a branch.
  void add_if(bool open, size_t comparison, uint32_t place) noexcept {
    places[comparison * most + counts[comparison]] = place;
    counts[comparison] += open ? 1 : 0;
  }
  std::span<const uint32_t> of(size_t comparison) const noexcept {
    return {places.data() + comparison * most, counts[comparison]};
  }
};

/// True where nothing can lift a pair to `least` any more.
bool below(const Sums& sums, double least) noexcept {
  return sums.odds.random + sums.rest.random < least || sums.odds.family + sums.rest.family < least;
}

}  // namespace

struct PairScorer::Memory {
  const PairColumns& columns;
  const ScoreModel& model;
  std::shared_ptr<SharedPlan> shared;
  ScorePlan* made = nullptr;      // see plan()
  const record::ValueCode* rows;  // codes by row, `stride` places a row
  size_t stride;
  ConditionEvaluator evaluator;
  std::vector<MeasureMemory> measures;  // by comparison; empty until used
  std::vector<Outcomes> outcomes;       // by comparison
  std::vector<RowPair> open;            // of decide_by_list
  std::vector<uint32_t> places;
  std::vector<Truth> truths;
  // Of the pairs that are scored: the first `alive_count` are those that codes alone did not
  // settle, and which of them are open. Of levels, the same of all pairs.
  std::vector<Alive> alive;
  uint32_t alive_count = 0;
  OpenPairs open_pairs;
  std::vector<uint16_t> opened;  // of one pair
  // Of one comparison: the pairs it is asked of, where they stand, and the answers.
  std::vector<RowPair> asked;
  std::vector<uint32_t> asked_places;
  std::vector<uint32_t> all_places;
  std::vector<uint8_t> answers;

  Memory(const PairColumns& of, const ScoreModel& with)
      : columns(of),
        model(with),
        shared(with.plan ? with.plan : std::make_shared<SharedPlan>()),
        rows(of.codes_by_row.get()),
        stride(of.row_stride),
        evaluator(of, with.setting()),
        measures(with.comparisons.size()),
        outcomes(with.comparisons.size()) {}

  /// A scorer that only answers conditions never asks for it.
  ScorePlan& plan() {
    if (made == nullptr) made = &shared->of(columns, model);
    return *made;
  }

  CodePair codes(RowPair pair) const noexcept {
    return {rows + pair.left * stride, rows + pair.right * stride};
  }

  /// The outcomes remembered of a comparison; nothing when its pairs are too few to repay it.
  Outcomes* outcomes_of(size_t comparison, size_t pair_count) {
    Outcomes& found = outcomes[comparison];
    if (!found.slots.empty()) return found.is_worth_it() ? &found : nullptr;
    const uint16_t column = model.comparisons[comparison].depends_on;
    // Where there are very many values, no pair of them comes back.
    const bool worth = column != kNoMemory && pair_count >= kPairsWorthMemory &&
                       columns.columns[column].values.value_count() < kValuesWorthMemory;
    if (!worth) return nullptr;
    found.slots.assign(size_t{1} << kOutcomeSlotBits, kNoOutcome);
    return &found;
  }

  /// The level that the codes of two rows tell; kOpen where they do not.
  static uint8_t told(const KnownScores* known, const CodePair& pair) noexcept {
    if (known == nullptr) return kOpen;
    return known->levels[KnownScores::sight(pair.left[known->column], pair.right[known->column])];
  }

  void levels_of(std::span<const RowPair> pairs, uint8_t* levels);
  void levels_of_one(size_t comparison, std::span<const RowPair> pairs, uint8_t* levels_of_pairs);
  void ask(size_t comparison, std::span<const RowPair> pairs, std::span<const uint32_t> open_places,
           uint8_t* levels_of_pairs);
  void score(double least, std::span<const RowPair> pairs);
  template <bool kBounded>
  void score_bounded(double least, std::span<const RowPair> pairs);
  template <bool kBounded>
  void score_known(double least, std::span<const RowPair> pairs);
  Sums before_codes();
  template <bool kBounded>
  void score_open(size_t comparison, std::span<const uint32_t> alive_places, double least);
  void decide(size_t comparison, std::span<const RowPair> pairs, uint8_t* levels_of_pairs);
  void decide_by_list(size_t comparison, std::span<const RowPair> pairs, uint8_t* levels_of_pairs);
  void decide_open(const std::vector<Level>& levels_in_order, uint8_t* levels_by_place);
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
    const bool is_known = (slot ^ key) >> kLevelBits == 0;
    remembered->known += is_known ? 1 : 0;
    if (!is_known) slot = key | program->level(pair, memory);
    levels_of_pairs[i] = static_cast<uint8_t>(slot);
  }
  if (remembered != nullptr) remembered->asked += pairs.size();
}

/// Writes the levels of many pairs: in one pass what codes say of all comparisons, then the others.
void PairScorer::Memory::levels_of(std::span<const RowPair> pairs, uint8_t* levels) {
  const std::vector<KnownScores>& known = plan().known();
  open_pairs.reset(known.size(), pairs.size());
  prefetch(pairs.first(std::min(pairs.size(), kPairsAhead)));
  for (uint32_t i = 0; i < pairs.size(); ++i) {
    if (i + kPairsAhead < pairs.size()) prefetch(pairs.subspan(i + kPairsAhead, 1));
    const CodePair pair = codes(pairs[i]);
    for (size_t k = 0; k < known.size(); ++k) {
      const uint8_t level = told(&known[k], pair);
      levels[known[k].comparison * pairs.size() + i] = level;
      open_pairs.add_if(level == kOpen, k, i);
    }
  }
  for (size_t k = 0; k < known.size(); ++k) {
    const size_t comparison = known[k].comparison;
    ask(comparison, pairs, open_pairs.of(k), levels + comparison * pairs.size());
  }
  for (size_t c = 0; c < model.comparisons.size(); ++c) {
    if (plan().known_of(c) == nullptr) decide(c, pairs, levels + c * pairs.size());
  }
}

/// Writes the level of one comparison for many pairs: by the codes where they say enough.
void PairScorer::Memory::levels_of_one(size_t comparison, std::span<const RowPair> pairs,
                                       uint8_t* levels_of_pairs) {
  const KnownScores* known = plan().known_of(comparison);
  open_pairs.reset(1, pairs.size());
  for (uint32_t i = 0; i < pairs.size(); ++i) {
    const uint8_t level = told(known, codes(pairs[i]));
    levels_of_pairs[i] = level;
    open_pairs.add_if(level == kOpen, 0, i);
  }
  ask(comparison, pairs, open_pairs.of(0), levels_of_pairs);
}

/// Writes the level of one comparison for the pairs that leave it open.
void PairScorer::Memory::ask(size_t comparison, std::span<const RowPair> pairs,
                             std::span<const uint32_t> open_places, uint8_t* levels_of_pairs) {
  asked.resize(std::max(asked.size(), open_places.size()));
  answers.resize(asked.size());
  for (size_t i = 0; i < open_places.size(); ++i) asked[i] = pairs[open_places[i]];
  decide(comparison, {asked.data(), open_places.size()}, answers.data());
  for (size_t i = 0; i < open_places.size(); ++i) levels_of_pairs[open_places[i]] = answers[i];
}

/// Adds up the odds of the pairs that can reach `least`. First what codes alone say of all
/// comparisons, then the others one by one, the most telling first, for the pairs still alive.
void PairScorer::Memory::score(double least, std::span<const RowPair> pairs) {
  if (least == kNever) return score_bounded<false>(least, pairs);
  score_bounded<true>(least - kRoundingSlack, pairs);
}

/// Without a bound no pair is let go, so what the rest could add need not be known.
template <bool kBounded>
void PairScorer::Memory::score_bounded(double least, std::span<const RowPair> pairs) {
  score_known<kBounded>(least, pairs);
  size_t known = 0;
  for (const uint16_t comparison : plan().order()) {
    if (plan().known_of(comparison) != nullptr) {
      score_open<kBounded>(comparison, open_pairs.of(known++), least);
      continue;
    }
    all_places.resize(alive_count);
    std::iota(all_places.begin(), all_places.end(), 0U);
    score_open<kBounded>(comparison, all_places, least);
  }
}

/// Where every pair starts: the prior, and the most that comparisons of several columns can add.
Sums PairScorer::Memory::before_codes() {
  Sums start;
  start.odds = {model.prior_match - model.prior_random, model.prior_match - model.prior_family};
  for (size_t c = 0; c < model.comparisons.size(); ++c) {
    if (plan().known_of(c) == nullptr) start.add({{}, plan().scores()[c].most});
  }
  return start;
}

/// All comparisons, as far as codes tell their levels; lets go of pairs that stay below `least`.
template <bool kBounded>
void PairScorer::Memory::score_known(double least, std::span<const RowPair> pairs) {
  const std::vector<KnownScores>& known = plan().known();
  const std::vector<ComparisonScores>& scores = plan().scores();
  const Sums start = before_codes();
  alive.resize(std::max(alive.size(), pairs.size()));
  open_pairs.reset(known.size(), pairs.size());
  opened.resize(known.size() + 1);
  const size_t known_count = known.size();
  uint16_t* const opens = opened.data();
  prefetch(pairs.first(std::min(pairs.size(), kPairsAhead)));
  alive_count = 0;
  for (uint32_t i = 0; i < pairs.size(); ++i) {
    if (i + kPairsAhead < pairs.size()) prefetch(pairs.subspan(i + kPairsAhead, 1));
    const CodePair pair = codes(pairs[i]);
    Sums sums = start;
    size_t open_count = 0;
    const KnownScores* each = known.data();
    for (size_t k = 0; k < known_count; ++k, ++each) {
      const record::ValueCode left = pair.left[each->column];
      const record::ValueCode right = pair.right[each->column];
      const unsigned sight = KnownScores::sight(left, right);
      sums.odds.add(each->gains[sight].odds);
      if constexpr (kBounded) sums.rest.add(each->gains[sight].rest);
      opens[open_count] = static_cast<uint16_t>(k);
      open_count += each->levels[sight] == kOpen ? 1 : 0;
      // Where the values differ, what null adds: nothing. There is no branch to be guessed wrong.
      sums.odds.add(each->of_equal[left == right ? left & each->of_equal_mask : 0]);
      if (each->by_values[sight]) {
        const LevelScore& score = scores[each->comparison].levels[each->levels[sight]];
        sums.odds = with_values(score, pair, sums.odds);
      }
    }
    // Written field by field: a copy of the whole would wait for its parts to reach memory.
    Alive& here = alive[alive_count];
    here.sums = sums;
    here.pair = pairs[i];
    here.place = i;
    if (kBounded && below(sums, least)) continue;
    for (size_t o = 0; o < open_count; ++o) open_pairs.add(opens[o], alive_count);
    ++alive_count;
  }
}

/// One comparison, for some of the pairs. Those whose weight stays below `least` whatever it and
/// the others still open say are let go.
template <bool kBounded>
void PairScorer::Memory::score_open(size_t comparison, std::span<const uint32_t> alive_places,
                                    double least) {
  const ComparisonScores& scores = plan().scores()[comparison];
  const uint16_t column = model.comparisons[comparison].depends_on;
  asked.resize(std::max(asked.size(), alive_places.size()));
  asked_places.resize(asked.size());
  answers.resize(asked.size());
  size_t asked_count = 0;
  for (const uint32_t place : alive_places) {
    Alive& one = alive[place];
    const bool let_go = kBounded && below(one.sums, least);
    if constexpr (kBounded) one.sums.odds.random = let_go ? kNever : one.sums.odds.random;
    asked[asked_count] = one.pair;
    asked_places[asked_count] = place;
    asked_count += let_go ? 0 : 1;
  }
  decide(comparison, {asked.data(), asked_count}, answers.data());
  for (size_t k = 0; k < asked_count; ++k) {
    Sums& sums = alive[asked_places[k]].sums;
    const CodePair pair = codes(asked[k]);
    add_score(scores.levels[answers[k]], pair, sums.odds);
    if constexpr (!kBounded) continue;
    const bool equal = column == kNoMemory || pair.left[column] == pair.right[column];
    const KindOdds& most = equal ? scores.most : scores.most_unequal;
    sums.rest.random -= most.random;
    sums.rest.family -= most.family;
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

/// Asks for the codes of all rows, so that they are there when the first comparison reads them.
void PairScorer::Memory::prefetch(std::span<const RowPair> pairs) const noexcept {
  for (const RowPair pair : pairs) {
    const CodePair both = codes(pair);
    // Rows lie in one line of the cache, or begin where one does.
    for (size_t place = 0; place < stride; place += kCodesALine) {
      __builtin_prefetch(both.left + place);
      __builtin_prefetch(both.right + place);
    }
  }
}

PairScorer::PairScorer(const PairColumns& columns, const ScoreModel& model)
    : model_(model), memory_(std::make_unique<Memory>(columns, model)) {}

PairScorer::~PairScorer() = default;
PairScorer::PairScorer(PairScorer&&) noexcept = default;

void PairScorer::answer(const Condition& condition, std::span<const RowPair> pairs,
                        std::span<Truth> truths) {
  memory_->evaluator.answer(condition, pairs, truths);
}

void PairScorer::levels_of(std::span<const RowPair> pairs, std::span<uint8_t> levels) {
  NEWLYN_CHECK(levels.size() == pairs.size() * model_.comparisons.size(),
               "there is one place a comparison and pair", levels.size());
  memory_->levels_of(pairs, levels.data());
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
  for (size_t i = 0; i < pairs.size(); ++i) weights[i] = memory_->alive[i].sums.odds.weight();
}

void PairScorer::weights_from(double least, std::span<const RowPair> pairs,
                              std::vector<PairWeight>& found) {
  memory_->score(least, pairs);
  for (size_t i = 0; i < memory_->alive_count; ++i) {
    const Alive& pair = memory_->alive[i];
    const double weight = pair.sums.odds.weight();
    if (weight >= least) found.push_back({pair.place, weight});
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
      const uint8_t told = Memory::told(memory_->plan().known_of(c), memory_->codes(pair));
      if ((told == kOpen) == open) add_level(pair, c, levels[c], odds);
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

void ScorerPool::prepare() {
  if (model_.plan == nullptr) return;
  ScorePlan& plan = model_.plan->of(columns_, model_);
  parallel_ranges(2, 1, [&](size_t part, size_t) {
    if (part == 0) {
      plan.programs();
    } else {
      plan.scores();
    }
  });
  plan.known();
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
