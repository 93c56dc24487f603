// SPDX-License-Identifier: MIT
// Levels and weights against a naive evaluation of the same model on the texts.
#include "pairs/pair_scorer.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/threads.h"
#include "pairs/reference/pair_weight.h"
#include "pairs/testing/text_columns.h"

namespace newlyn::pairs {
namespace {

using reference::Texts;

constexpr double kNever = -std::numeric_limits<double>::infinity();
constexpr uint16_t kColumns = 3;

Feature random_feature(Random& random) {
  constexpr std::array kMeasures = {
      Measure::equal,        Measure::levenshtein, Measure::damerau_levenshtein,
      Measure::one_edit,     Measure::jaro,        Measure::jaro_winkler,
      Measure::jaccard,      Measure::token_share, Measure::token_any,
      Measure::same_initial, Measure::begins_with, Measure::length_difference,
  };
  Feature feature;
  feature.measure = kMeasures[random.below(kMeasures.size())];
  feature.left = static_cast<uint16_t>(random.below(kColumns));
  const bool words =
      feature.measure == Measure::token_share || feature.measure == Measure::token_any;
  feature.right = words ? feature.left : static_cast<uint16_t>(random.below(kColumns));
  return feature;
}

double random_bound(Random& random, Measure measure) {
  // Values that measures take exactly, so that "at least" and "at most" are tried at the border.
  constexpr std::array kShares = {0.0, 1.0 / 3, 0.5,     0.6,  2.0 / 3, 0.75,
                                  0.8, 0.82,    5.0 / 6, 0.92, 1.0};
  const bool counts = measure == Measure::levenshtein || measure == Measure::length_difference ||
                      measure == Measure::damerau_levenshtein;
  if (counts) return static_cast<double>(random.below(5));
  return kShares[random.below(kShares.size())];
}

Condition random_condition(Random& random, int depth) {
  const uint64_t kind = random.below(depth > 0 ? 10 : 7);
  const Feature feature = random_feature(random);
  const double bound = random_bound(random, feature.measure);
  if (kind < 2) return Condition::at_least(feature, bound);
  if (kind < 4) return Condition::at_most(feature, bound);
  if (kind == 4) return Condition::either_null(feature.left);
  const Operand operand{random.below(2) == 0, feature.left};
  if (kind == 5) return Condition::value_is(operand, short_value(random));
  if (kind == 6) return Condition::value_above(operand, short_value(random));
  if (kind == 7) return Condition::negated(random_condition(random, depth - 1));
  std::vector<Condition> parts;
  const uint64_t count = random.below(4);
  for (uint64_t i = 0; i < count; ++i) parts.push_back(random_condition(random, depth - 1));
  return kind == 8 ? Condition::all_of(std::move(parts)) : Condition::any_of(std::move(parts));
}

Level random_level(Random& random) {
  Level level;
  level.is_null = random.below(5) == 0;
  level.weights = {-8 * random.fraction(), -8 * random.fraction(), -8 * random.fraction()};
  if (random.below(2) == 0) return level;
  level.term.column = static_cast<int32_t>(random.below(kColumns));
  level.term.weight = static_cast<double>(random.below(3)) / 2;
  level.term.reference = -1 - 5 * random.fraction();
  level.term.minimum = random.below(2) == 0 ? 0 : 0.2;
  // Smoothed or not: without, the share of a value is never 0.
  level.term.smoothing = random.below(2) == 0 ? 0 : 1 + 100 * random.fraction();
  level.term.alike = random.below(2) == 0 ? 0 : 0.3 * random.fraction();
  level.term.in_family = random.below(2) == 0;
  return level;
}

ScoreModel random_model(Random& random) {
  ScoreModel model;
  const uint64_t comparisons = 1 + random.below(4);
  for (uint64_t c = 0; c < comparisons; ++c) {
    Comparison comparison;
    const uint64_t levels = 1 + random.below(5);
    for (uint64_t i = 0; i < levels; ++i) {
      comparison.levels.push_back(random_level(random));
      if (i + 1 < levels) comparison.levels.back().condition = random_condition(random, 3);
    }
    model.comparisons.push_back(std::move(comparison));
  }
  model.prior_match = -10 * random.fraction();
  model.prior_random = -random.fraction();
  model.prior_family = random.below(2) == 0 ? kNever : -6 * random.fraction();
  return model;
}

Texts random_texts(Random& random, size_t rows) {
  Texts texts(kColumns);
  for (auto& column : texts) {
    for (size_t row = 0; row < rows; ++row) column.push_back(short_value(random));
  }
  return texts;
}

/// Compares a scorer with the naive evaluation on every ordered pair of rows, twice, so that the
/// second time measures are remembered.
void expect_naive_answers(const Texts& texts, const ScoreModel& model) {
  PairColumns columns = columns_of(texts);
  prepare_columns(columns, model);
  PairScorer scorer(columns, model);
  std::vector<uint8_t> levels(model.comparisons.size());
  const auto rows = static_cast<Row>(columns.row_count);
  for (Row step = 0; step < 2 * rows * rows; ++step) {
    const RowPair pair{step / rows % rows, step % rows};
    scorer.levels(pair, levels);
    RC_ASSERT(levels == reference::levels(texts, model.comparisons, pair));
    const double weight = scorer.weight(pair, levels);
    RC_ASSERT(std::abs(weight - reference::weight(texts, model, pair)) < 1e-9);
    RC_ASSERT(scorer.weight(pair) == weight);
  }
}

TEST(pair_scorer, levels_and_weights_are_those_of_a_naive_evaluation) {
  EXPECT_TRUE(rc::check("random conditions on random columns, measures remembered or not", [] {
    Random random(*rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<uint64_t>()));
    const Texts texts = random_texts(random, 5);
    ScoreModel model = random_model(random);
    complete_model(model);
    expect_naive_answers(texts, model);
  }));
}

TEST(pair_scorer, parts_add_up_to_the_weight_when_there_are_no_households) {
  EXPECT_TRUE(rc::check("prior odds and one part a comparison", [] {
    Random random(*rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<uint64_t>()));
    const Texts texts = random_texts(random, 5);
    ScoreModel model = random_model(random);
    model.prior_family = kNever;
    PairColumns columns = columns_of(texts);
    prepare_columns(columns, model);
    complete_model(model);
    PairScorer scorer(columns, model);
    std::vector<uint8_t> levels(model.comparisons.size());
    scorer.levels({0, 1}, levels);
    double sum = model.prior_match - model.prior_random;
    for (size_t c = 0; c < levels.size(); ++c) sum += scorer.part({0, 1}, c, levels[c]);
    RC_ASSERT(std::abs(sum - scorer.weight({0, 1}, levels)) < 1e-9);
  }));
}

/// A comparison of column 0: null, equal, otherwise.
Comparison equality(LevelWeights equal, LevelWeights different) {
  Comparison comparison;
  comparison.levels.resize(3);
  comparison.levels[0].condition = Condition::either_null(0);
  comparison.levels[0].is_null = true;
  comparison.levels[0].weights = {99, -99, 7};  // not to be counted
  comparison.levels[1].condition = Condition::equal(0);
  comparison.levels[1].weights = equal;
  comparison.levels[2].weights = different;
  return comparison;
}

TEST(pair_scorer, a_household_takes_the_weight_of_what_families_share) {
  const PairColumns columns = columns_of({{"ames", "ames", "bell"}});
  ScoreModel model;
  model.comparisons = {equality({-0.5, -8, -1}, {-5, -0.25, -2})};
  model.prior_match = -4;
  model.prior_random = 0;
  model.prior_family = -3;
  PairScorer scorer(columns, model);
  // Equal: 2^-4.5 against 2^-8 + 2^-4. Different: 2^-9 against 2^-0.25 + 2^-5.
  EXPECT_NEAR(scorer.weight({0, 1}), std::log2(std::exp2(-4.5) / (std::exp2(-8) + std::exp2(-4))),
              1e-12);
  EXPECT_NEAR(scorer.weight({0, 2}), std::log2(std::exp2(-9) / (std::exp2(-0.25) + std::exp2(-5))),
              1e-12);
  model.prior_family = kNever;
  EXPECT_EQ(scorer.weight({0, 1}), -4 - 0.5 + 8);
}

TEST(pair_scorer, in_a_household_namesakes_agree_however_frequent_the_name) {
  const PairColumns columns = columns_of({{"ames", "ames", "bell", "cole"}});
  ScoreModel model;
  model.comparisons = {equality({-0.5, -3, -2}, {-5, -0.25, -2})};
  TermFrequency& term = model.comparisons[0].levels[1].term;
  term.column = 0;
  term.reference = -3;  // "ames" is held by 2 of 4: four times as often
  model.prior_match = model.prior_random = 0;
  model.prior_family = 0;
  const double match = std::exp2(-0.5);
  const double random = 0.5;
  const auto weight = [&] { return PairScorer(columns, model).weight({0, 1}); };
  EXPECT_NEAR(weight(), std::log2(match / (random + 0.25)), 1e-12);
  term.in_family = true;
  EXPECT_NEAR(weight(), std::log2(match / (random + 0.5)), 1e-12);
  term.alike = 0.1;
  EXPECT_NEAR(weight(), std::log2(match / (random + 0.9 * 0.5 + 0.1 * match)), 1e-12);
}

TEST(pair_scorer, weights_beyond_what_numbers_hold_as_probabilities_stay_right) {
  EXPECT_EQ((KindOdds{4000, -kNever}).weight(), 4000);
  EXPECT_EQ((KindOdds{4000, 4000}).weight(), 3999);
  EXPECT_NEAR((KindOdds{2000, 1}).weight(), 1, 1e-12);
  EXPECT_NEAR((KindOdds{1, 2000}).weight(), 1, 1e-12);
}

TEST(pair_scorer, pairs_from_a_weight_on_are_those_of_all_weights) {
  EXPECT_TRUE(rc::check("random models, any threshold", [] {
    Random random(*rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<uint64_t>()));
    const Texts texts = random_texts(random, 12);
    PairColumns columns = columns_of(texts);
    ScoreModel model = random_model(random);
    complete_model(model);
    prepare_columns(columns, model);
    std::vector<RowPair> pairs;
    for (Row left = 0; left < 12; ++left) {
      for (Row right = 0; right < 12; ++right) pairs.push_back({left, right});
    }
    PairScorer scorer(columns, model);
    std::vector<double> weights(pairs.size());
    scorer.weights_of(pairs, weights);
    for (const double least : {kNever, -20.0, weights[random.below(weights.size())], 3.0, 30.0}) {
      std::vector<PairWeight> found;
      scorer.weights_from(least, pairs, found);
      std::vector<PairWeight> expected;
      for (uint32_t i = 0; i < pairs.size(); ++i) {
        if (weights[i] >= least) expected.push_back({i, weights[i]});
      }
      RC_ASSERT(found == expected);
    }
  }));
}

TEST(pair_scorer, a_null_is_no_evidence) {
  const PairColumns columns = columns_of({{"ames", "", "", "ames"}});
  ScoreModel model;
  model.comparisons = {equality({-0.5, -8, -1}, {-5, -0.25, -2})};
  model.prior_match = -4;
  PairScorer scorer(columns, model);
  EXPECT_EQ(scorer.weight({0, 1}), -4);
  EXPECT_EQ(scorer.weight({1, 2}), -4);
  EXPECT_EQ(scorer.part({0, 1}, 0, 0), 0);
  EXPECT_EQ(scorer.weight({0, 3}), -4 + 7.5);
}

/// What the term frequency of column 0 takes from the weight of two equal rows.
double taken(const std::vector<std::string>& texts, const TermFrequency& term, RowPair pair) {
  const PairColumns columns = columns_of({texts});
  ScoreModel model;
  model.comparisons = {equality({0, 0, 0}, {0, 0, 0})};
  model.comparisons[0].levels[1].term = term;
  model.prior_match = 0;
  return -PairScorer(columns, model).weight(pair);
}

// Eighteen records: "smith" in 8, "ames" in 2, "bell" in 4, "cook" in 2, none in 2.
const std::vector<std::string> kNames = {"smith", "smith", "smith", "smith", "smith", "smith",
                                         "smith", "smith", "ames",  "ames",  "bell",  "bell",
                                         "bell",  "bell",  "cook",  "cook",  "",      ""};

TEST(pair_scorer, a_rare_value_weighs_more_by_its_frequency) {
  TermFrequency term;
  term.column = 0;
  term.reference = -2;                                 // u = 1/4
  EXPECT_DOUBLE_EQ(taken(kNames, term, {0, 1}), 1);    // 8/16 is twice 1/4
  EXPECT_DOUBLE_EQ(taken(kNames, term, {10, 11}), 0);  // 4/16
  EXPECT_DOUBLE_EQ(taken(kNames, term, {8, 9}), -1);   // 2/16
  EXPECT_DOUBLE_EQ(taken(kNames, term, {16, 17}), 0);  // null
  term.weight = 0.5;
  EXPECT_DOUBLE_EQ(taken(kNames, term, {8, 9}), -0.5);
  term.weight = 0;
  EXPECT_DOUBLE_EQ(taken(kNames, term, {8, 9}), 0);
  term.weight = 1;
  term.minimum = 0.5;
  EXPECT_DOUBLE_EQ(taken(kNames, term, {8, 9}), 1);
}

TEST(pair_scorer, a_smoothed_frequency_leaves_the_record_out_and_adds_average_ones) {
  TermFrequency term;
  term.column = 0;
  term.reference = -2;
  term.smoothing = 17;
  // (count - 1 + 17/4) / (17 + 17) over 1/4
  EXPECT_NEAR(taken(kNames, term, {0, 1}), std::log2((7 + 4.25) / 34 * 4), 1e-12);
  EXPECT_NEAR(taken(kNames, term, {8, 9}), std::log2((1 + 4.25) / 34 * 4), 1e-12);
  term.smoothing = 1e9;
  EXPECT_NEAR(taken(kNames, term, {0, 1}), 0, 1e-6);
  EXPECT_NEAR(taken(kNames, term, {8, 9}), 0, 1e-6);
}

TEST(pair_scorer, of_two_values_the_more_frequent_one_counts) {
  const PairColumns columns = columns_of({kNames});
  Level level;
  level.term.column = 0;
  level.term.reference = -2;
  ScoreModel model;
  model.comparisons = {{"any", {level}}};
  model.prior_match = 0;
  PairScorer scorer(columns, model);
  EXPECT_DOUBLE_EQ(scorer.weight({0, 8}), -1);
  EXPECT_DOUBLE_EQ(scorer.weight({8, 0}), -1);
  EXPECT_DOUBLE_EQ(scorer.weight({8, 16}), 1);  // null and "ames"
}

/// Levels of "at most n edits" and "at least this similar" between columns 0 and 1.
ScoreModel spelling_model() {
  ScoreModel model;
  Comparison edits;
  for (const double bound : {0.0, 1.0, 2.0, 3.0, 4.0}) {
    edits.levels.emplace_back();
    edits.levels.back().condition = Condition::at_most({Measure::levenshtein, 0, 1}, bound);
  }
  edits.levels.emplace_back();
  Comparison similar;
  for (const double bound : {1.0, 0.92, 0.8, 0.7, 0.5}) {
    similar.levels.emplace_back();
    similar.levels.back().condition = Condition::at_least({Measure::jaro_winkler, 0, 1}, bound);
  }
  similar.levels.emplace_back();
  for (Comparison* comparison : {&edits, &similar}) {
    for (Level& level : comparison->levels) {
      level.weights.match = -static_cast<double>(&level - comparison->levels.data());
    }
    model.comparisons.push_back(std::move(*comparison));
  }
  complete_model(model);
  return model;
}

/// Distinct words; their pairs are far more than a scorer remembers.
Texts distinct_words(size_t count) {
  Texts texts(2);
  Random random(5);
  for (size_t i = 0; i < count; ++i) {
    std::string word = std::to_string(i);
    for (int letter = 0; letter < 4; ++letter) word += static_cast<char>('a' + random.below(3));
    texts[0].push_back(word);
    std::swap(word[0], word[1]);
    texts[1].push_back(word);
  }
  return texts;
}

TEST(pair_scorer, what_is_remembered_does_not_change_the_answer) {
  for (const Row count : {Row{20}, Row{120}}) {
    const ScoreModel model = spelling_model();
    const Texts texts = distinct_words(count);
    const PairColumns columns = columns_of(texts);
    PairScorer used(columns, model);
    std::vector<uint8_t> levels(model.comparisons.size());
    std::vector<std::vector<uint8_t>> first;
    for (Row left = 0; left < count; ++left) {
      for (Row right = 0; right < count; ++right) {
        used.levels({left, right}, levels);
        ASSERT_EQ(levels, reference::levels(texts, model.comparisons, {left, right}));
        first.push_back(levels);
      }
    }
    // Again in another order: places of the memory hold other pairs by now.
    for (Row step = 0; step < count * count; ++step) {
      const Row place = static_cast<Row>(uint64_t{step} * 7919 % (count * count));
      used.levels({place / count, place % count}, levels);
      ASSERT_EQ(levels, first[place]) << place;
    }
  }
}

TEST(pair_scorer, scorers_of_many_threads_agree_with_one) {
  const size_t before = thread_count();
  const ScoreModel model = spelling_model();
  constexpr Row kWords = 150;
  const PairColumns columns = columns_of(distinct_words(kWords));
  std::vector<double> alone(kWords * kWords);
  PairScorer scorer(columns, model);
  for (Row i = 0; i < alone.size(); ++i) alone[i] = scorer.weight({i / kWords, i % kWords});
  set_thread_count(4);
  std::vector<double> together(alone.size());
  parallel_ranges(together.size(), 1000, [&](size_t begin, size_t end) {
    PairScorer own(columns, model);
    for (size_t i = begin; i < end; ++i) {
      together[i] = own.weight({static_cast<Row>(i / kWords), static_cast<Row>(i % kWords)});
    }
  });
  set_thread_count(before);
  EXPECT_TRUE(alone == together);
}

TEST(pair_scorer, one_place_of_memory_serves_equal_features_of_all_conditions) {
  const Feature jaro{Measure::jaro, 0, 0};
  const Feature swapped{Measure::jaro, 0, 1};
  ScoreModel model;
  Level level;
  level.condition = Condition::any_of(
      {Condition::at_least(jaro, 0.9), Condition::negated(Condition::at_most(jaro, 0.5)),
       Condition::at_least(swapped, 0.9), Condition::equal(1), Condition::either_null(0)});
  model.comparisons = {{"names", {level, {}}}};
  complete_model(model);
  complete_model(model);  // as after one more comparison
  EXPECT_EQ(model.remembered, (std::vector<Feature>{jaro, swapped}));
  const auto& parts = model.comparisons[0].levels[0].condition.parts;
  EXPECT_EQ(parts[0].memory, 0);
  EXPECT_EQ(parts[1].parts[0].memory, 0);
  EXPECT_EQ(parts[2].memory, 1);
  EXPECT_EQ(parts[3].memory, kNoMemory);
}

TEST(pair_scorer, only_the_columns_that_need_it_are_prepared) {
  Level words;
  words.condition = Condition::at_least({Measure::token_any, 0, 0}, 1);
  Level dates;
  dates.condition = Condition::at_most({Measure::date_distance, 1, 1}, 1);
  PairColumns columns = columns_of({{"a b", "b"}, {"1971-06-24", "1971-06-25"}, {"x", "y"}});
  ScoreModel both;
  both.comparisons = {{"both", {words, dates, {}}}};
  prepare_columns(columns, both);
  EXPECT_FALSE(columns.columns[0].tokens.offsets.empty());
  EXPECT_TRUE(columns.columns[0].dates.empty());
  EXPECT_FALSE(columns.columns[1].dates.empty());
  EXPECT_TRUE(columns.columns[2].tokens.offsets.empty());
  ScoreModel model;
  model.comparisons = {{"dates", {dates, {}}}};
  complete_model(model);
  std::vector<uint8_t> level(1);
  PairScorer(columns, model).levels({0, 1}, level);
  EXPECT_EQ(level[0], 0);
}

}  // namespace
}  // namespace newlyn::pairs
