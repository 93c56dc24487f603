// SPDX-License-Identifier: MIT
// Estimates from draws against the counts of all pairs.
#include "linkage/training/random_levels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "base/random.h"
#include "linkage/training/patterns.h"
#include "record/text_column.h"

namespace newlyn::linkage {
namespace {

using pairs::Condition;
using pairs::Measure;

/// Rows with a name of few values and a number that hardly comes back.
pairs::PairColumns made_rows(size_t rows) {
  pairs::PairColumns columns;
  columns.row_count = columns.record_count = rows;
  Random random(11);
  const std::vector<std::string> names = {"anna", "anne", "hanna", "bert", "berta", "carl"};
  for (const bool rare : {false, true}) {
    record::TextColumnBuilder builder(rare ? "number" : "name");
    for (size_t row = 0; row < rows; ++row) {
      if (random.below(10) == 0) {
        builder.add_null();
      } else {
        builder.add(rare ? std::to_string(random.below(rows)) : names[random.below(names.size())]);
      }
    }
    record::TextColumn built = builder.finish();
    pairs::PairColumn column;
    column.name = built.name;
    column.counts = built.counts();
    column.values = std::move(built.values);
    column.codes = std::move(built.codes);
    columns.columns.push_back(std::move(column));
  }
  columns.pack_rows();
  return columns;
}

pairs::ScoreModel made_model() {
  pairs::ScoreModel model;
  for (const uint16_t column : {uint16_t{0}, uint16_t{1}}) {
    pairs::Comparison comparison;
    comparison.levels.resize(4);
    comparison.levels[0].condition = Condition::either_null(column);
    comparison.levels[0].is_null = true;
    comparison.levels[1].condition = Condition::equal(column);
    comparison.levels[2].condition = Condition::at_most({Measure::levenshtein, column, column}, 1);
    model.comparisons.push_back(std::move(comparison));
  }
  pairs::complete_model(model);
  return model;
}

double all_of(const LevelTally& tally) {
  double all = 0;
  for (const double pairs : tally.pairs) all += pairs;
  return all;
}

TEST(random_levels, few_pairs_are_all_counted) {
  RunContext run;
  const pairs::PairColumns columns = made_rows(40);
  const pairs::ScoreModel model = made_model();
  const auto tallies = count_random_levels(columns, model, {{}, 10'000, 100'000, 1}, run);
  for (const LevelTally& tally : tallies) {
    EXPECT_EQ(tally.drawn, 780U);
    EXPECT_DOUBLE_EQ(all_of(tally), 780);
    for (size_t level = 0; level < tally.pairs.size(); ++level) {
      EXPECT_DOUBLE_EQ(tally.pairs[level], static_cast<double>(tally.met[level]));
    }
  }
}

TEST(random_levels, a_draw_comes_close_to_all_pairs_and_rare_equality_is_exact) {
  RunContext run;
  constexpr size_t kRows = 3000;
  const pairs::PairColumns columns = made_rows(kRows);
  const pairs::ScoreModel model = made_model();
  const auto exact = count_random_levels(columns, model, {{}, 1u << 24, 1u << 30, 1}, run);
  const auto drawn = count_random_levels(columns, model, {{}, 400'000, 1u << 30, 1}, run);
  for (size_t c = 0; c < exact.size(); ++c) {
    EXPECT_NEAR(all_of(drawn[c]), all_of(exact[c]), 1e-3);
    EXPECT_DOUBLE_EQ(drawn[c].pairs[1], exact[c].pairs[1]) << "equal values are counted";
    for (size_t level = 0; level < exact[c].pairs.size(); ++level) {
      const double share = exact[c].pairs[level] / all_of(exact[c]);
      // Half of the pairs are of 3,000 rows, each paired with many: no more than those can tell.
      const double deviation = std::sqrt(share * (1 - share) / 3'000);
      EXPECT_NEAR(drawn[c].pairs[level] / all_of(drawn[c]), share, 4 * deviation) << c << level;
    }
  }
}

TEST(random_levels, a_comparison_is_done_when_each_of_its_levels_was_met) {
  RunContext run;
  const pairs::PairColumns columns = made_rows(3000);
  const pairs::ScoreModel model = made_model();
  const auto tallies = count_random_levels(columns, model, {{}, 3'000'000, 5000, 1}, run);
  EXPECT_EQ(tallies[0].drawn, 200'000U) << "names: one list is enough";
  EXPECT_GT(tallies[1].drawn, 200'000U) << "numbers one slip apart are rare";
}

TEST(patterns, counted_on_the_way_they_are_those_of_the_levels) {
  const pairs::PairColumns columns = made_rows(200);
  const pairs::ScoreModel model = made_model();
  const auto pairs = draw_random_pairs(200, {}, 5000, 3);
  const PatternCounts counted = count_patterns(columns, model, pairs);
  const PatternCounts expected = count_patterns(levels_of_pairs(columns, model, pairs), 2);
  EXPECT_EQ(counted.levels, expected.levels);
  EXPECT_EQ(counted.counts, expected.counts);
}

TEST(random_levels, the_thread_count_changes_nothing) {
  RunContext run;
  const pairs::PairColumns columns = made_rows(3000);
  const pairs::ScoreModel model = made_model();
  const auto first = count_random_levels(columns, model, {{}, 400'000, 1000, 5}, run);
  const auto again = count_random_levels(columns, model, {{}, 400'000, 1000, 5}, run);
  for (size_t c = 0; c < first.size(); ++c) EXPECT_EQ(first[c].pairs, again[c].pairs);
}

}  // namespace
}  // namespace newlyn::linkage
