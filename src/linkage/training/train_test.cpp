// SPDX-License-Identifier: MIT
// Training finds the shares that pairs were drawn from.
//
// Pairs are drawn level by level from a model that is known, training starts from guesses that are
// wrong, and must come back to the known shares within a stated tolerance.
#include "linkage/training/train.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>
#include <string>
#include <vector>

#include "base/random.h"
#include "linkage/testing/made_records.h"
#include "pairs/pair_scorer.h"

namespace newlyn::linkage {
namespace {

using pairs::Condition;

/// Shares of one comparison's levels, which follow a level for "not known".
struct Truth {
  std::string name;
  std::vector<double> m;
  std::vector<double> u;
  std::vector<double> family;  // empty: belongs to one person
};

// Households spell what they share as one person does: their shares are those of matches, but for
// the last level.
const std::vector<Truth> kTruth = {
    {"given_name", {0.80, 0.15, 0.05}, {0.01, 0.03, 0.96}, {}},
    {"birth_date", {0.90, 0.06, 0.04}, {0.002, 0.02, 0.978}, {}},
    {"family_name",
     {0.85, 0.10, 0.05},
     {0.004, 0.01, 0.986},
     {0.93 * 0.85 / 0.95, 0.93 * 0.10 / 0.95, 0.07}},
    {"place",
     {0.60, 0.25, 0.15},
     {0.001, 0.03, 0.969},
     {0.90 * 0.60 / 0.85, 0.90 * 0.25 / 0.85, 0.10}},
};

Model make_model(const std::vector<Truth>& truth, double family_prior) {
  Model model;
  model.family_prior = family_prior;
  for (const Truth& row : truth) {
    ModelComparison comparison;
    comparison.name = row.name;
    comparison.shared_by_families = !row.family.empty();
    comparison.levels.emplace_back().is_null = true;
    for (size_t l = 0; l < row.m.size(); ++l) {
      ModelLevel& level = comparison.levels.emplace_back();
      level.m = row.m[l];
      level.u = row.u[l];
      if (!row.family.empty()) level.family = row.family[l];
    }
    model.comparisons.push_back(std::move(comparison));
  }
  return model;
}

/// Guesses some way off: every share drawn half-way to an even share.
Model blur(Model model) {
  for (ModelComparison& comparison : model.comparisons) {
    const double even = 1.0 / static_cast<double>(comparison.levels.size() - 1);
    for (ModelLevel& level : comparison.levels) {
      if (level.m) level.m = 0.7 * *level.m + 0.3 * even;
    }
  }
  return model;
}

uint8_t draw_level(const std::vector<double>& shares, Random& random) {
  double at = random.fraction();
  for (size_t l = 0; l + 1 < shares.size(); ++l) {
    at -= shares[l];
    if (at < 0) return static_cast<uint8_t>(l + 1);
  }
  return static_cast<uint8_t>(shares.size());
}

/// How many pairs of each kind a pass holds.
struct PassPlan {
  size_t matches = 0;
  size_t strangers = 0;
  size_t families = 0;
  size_t fixed = 99;  // the comparison that the rule decides: all agree
};

TrainingPass draw_pass(const PassPlan& plan, uint64_t seed) {
  Random random(seed);
  std::vector<uint8_t> levels;
  const auto draw = [&](size_t count, const auto& shares_of) {
    for (size_t i = 0; i < count; ++i) {
      for (size_t c = 0; c < kTruth.size(); ++c) {
        const bool known = random.below(10) != 0;
        uint8_t level = known ? draw_level(shares_of(kTruth[c]), random) : uint8_t{0};
        if (c == plan.fixed) level = 1;
        levels.push_back(level);
      }
    }
  };
  draw(plan.matches, [](const Truth& row) { return row.m; });
  draw(plan.strangers, [](const Truth& row) { return row.u; });
  draw(plan.families, [](const Truth& row) { return row.family.empty() ? row.u : row.family; });
  TrainingPass pass;
  pass.patterns = count_patterns(levels, kTruth.size());
  for (size_t c = 0; c < kTruth.size(); ++c) pass.fixed.push_back(c == plan.fixed);
  return pass;
}

void expect_known_m(const Model& model, double tolerance) {
  for (size_t c = 0; c < kTruth.size(); ++c) {
    for (size_t l = 0; l < kTruth[c].m.size(); ++l) {
      EXPECT_NEAR(model.comparisons[c].levels[l + 1].m.value_or(-1), kTruth[c].m[l], tolerance)
          << kTruth[c].name << " level " << l;
    }
  }
}

/// The kind weights of one pattern under a model.
pairs::KindOdds odds_of_pattern(const Model& model, const std::vector<uint8_t>& levels) {
  const pairs::PairColumns columns;
  const pairs::ScoreModel score = make_score_model(model, columns);
  return pairs::PairScorer(columns, score).odds({0, 0}, levels);
}

TEST(estimate_m, recovers_the_known_shares_of_matches) {
  Model model = make_model(kTruth, 0);
  const Model guesses = blur(model);
  for (ModelComparison& comparison : model.comparisons) {
    for (ModelLevel& level : comparison.levels) level.m.reset();
  }
  const std::vector<TrainingPass> passes = {draw_pass({20'000, 30'000, 0}, 1),
                                            draw_pass({10'000, 60'000, 0}, 2)};
  estimate_m(model, guesses, passes, 1);
  expect_known_m(model, 0.012);
  EXPECT_FALSE(model.comparisons[0].levels[1].family.has_value());
  EXPECT_FALSE(model.comparisons[0].levels[0].m.has_value()) << "nothing is learned of null";
}

TEST(estimate_m, recovers_them_when_few_pairs_match) {
  Model model = make_model(kTruth, 0);
  estimate_m(model, blur(model), {draw_pass({8'000, 200'000, 0}, 3)}, 1);
  expect_known_m(model, 0.03);
}

TEST(estimate_m, holds_what_is_fixed_and_learns_the_rest_beside_it) {
  Model model = make_model(kTruth, 0);
  ModelLevel& fixed = model.comparisons[0].levels[3];
  fixed.m = 0.3;  // 0.05 in truth
  fixed.fixed_m = true;
  Model guesses = blur(model);
  guesses.comparisons[0].levels[3] = fixed;
  estimate_m(model, guesses, {draw_pass({20'000, 30'000, 0}, 1)}, 1);
  EXPECT_EQ(fixed.m, 0.3);
  // 0.80 and 0.15 share what is left.
  EXPECT_NEAR(*model.comparisons[0].levels[1].m, 0.7 * 0.80 / 0.95, 0.02);
  EXPECT_NEAR(*model.comparisons[0].levels[2].m, 0.7 * 0.15 / 0.95, 0.02);
  EXPECT_NEAR(*model.comparisons[1].levels[1].m, 0.90, 0.02);
}

TEST(estimate_m, a_guess_that_is_the_most_may_be_lowered_and_not_raised) {
  for (const double guess : {0.01, 0.3}) {  // 0.05 in truth
    Model model = make_model(kTruth, 0);
    Model guesses = blur(model);
    ModelLevel& level = model.comparisons[0].levels[3];
    guesses.comparisons[0].levels[3].m = guess;
    level.guess_is_most = true;
    estimate_m(model, guesses, {draw_pass({20'000, 30'000, 0}, 1)}, 1);
    EXPECT_NEAR(*level.m, std::min(guess, 0.05), 0.012);
  }
}

TEST(estimate_m, leaves_u_alone) {
  Model model = make_model(kTruth, 0.01);
  estimate_m(model, blur(model), {draw_pass({2'000, 2'000, 2'000}, 4)}, 1);
  for (size_t c = 0; c < kTruth.size(); ++c) {
    for (size_t l = 0; l < kTruth[c].u.size(); ++l) {
      EXPECT_EQ(model.comparisons[c].levels[l + 1].u, kTruth[c].u[l]);
    }
  }
}

TEST(estimate_m, learns_nothing_of_a_comparison_from_a_rule_that_decides_it) {
  Model model = make_model(kTruth, 0);
  const Model guesses = blur(model);
  // Under the first rule all given names agree; only the second rule can tell how often they do.
  estimate_m(model, guesses,
             {draw_pass({20'000, 20'000, 0, 0}, 5), draw_pass({20'000, 20'000, 0, 1}, 6)}, 1);
  expect_known_m(model, 0.02);
}

TEST(estimate_m, without_pairs_keeps_the_guesses) {
  Model model = make_model(kTruth, 0);
  const Model guesses = blur(model);
  estimate_m(model, guesses, {}, 1);
  for (size_t c = 0; c < kTruth.size(); ++c) {
    for (size_t l = 1; l < guesses.comparisons[c].levels.size(); ++l) {
      EXPECT_NEAR(*model.comparisons[c].levels[l].m, *guesses.comparisons[c].levels[l].m, 1e-9);
    }
  }
}

TEST(estimate_m, pairs_seen_in_many_samples_weigh_less_against_the_guesses) {
  Model once = make_model(kTruth, 0);
  Model repeated = once;
  const Model guesses = blur(once);
  const std::vector<TrainingPass> passes = {draw_pass({1'000, 1'000, 0}, 7)};
  estimate_m(once, guesses, passes, 1);
  estimate_m(repeated, guesses, passes, 0.05);
  const double guess = *guesses.comparisons[0].levels[1].m;
  EXPECT_LT(std::abs(*repeated.comparisons[0].levels[1].m - guess),
            std::abs(*once.comparisons[0].levels[1].m - guess));
}

TEST(households, are_told_from_matches) {
  Model model = make_model(kTruth, 0.01);
  model.prior = 0.01;
  const Model guesses = blur(model);
  estimate_m(model, guesses,
             {draw_pass({10'000, 20'000, 15'000}, 8), draw_pass({10'000, 50'000, 5'000}, 9)}, 1);
  expect_known_m(model, 0.02);
  for (const size_t c : {2U, 3U}) {
    for (size_t l = 0; l < kTruth[c].family.size(); ++l) {
      EXPECT_NEAR(*model.comparisons[c].levels[l + 1].family, kTruth[c].family[l], 0.02);
    }
  }
  // Same name and place with another given name and birth date: one household, not one person.
  const auto household = odds_of_pattern(model, {3, 3, 1, 1});
  EXPECT_LT(household.family, -3);
  EXPECT_GT(household.random, household.family + 3);
  EXPECT_LT(household.weight(), -3);
  const auto person = odds_of_pattern(model, {1, 1, 1, 1});
  EXPECT_GT(person.weight(), 3);
  const auto stranger = odds_of_pattern(model, {3, 3, 3, 3});
  EXPECT_LT(stranger.random, stranger.family);
}

TEST(households, do_not_take_matches_where_there_are_none) {
  Model model = make_model(kTruth, 0.01);
  model.prior = 0.01;
  const Model guesses = blur(model);
  estimate_m(model, guesses, {draw_pass({20'000, 60'000, 0}, 10)}, 1);
  expect_known_m(model, 0.02);
  EXPECT_GT(odds_of_pattern(model, {1, 1, 1, 1}).weight(), 3);
  // Who moved house: all but the place agrees.
  EXPECT_GT(odds_of_pattern(model, {1, 1, 1, 3}).weight(), 3);
  // Household shares stay near their guess: nothing was seen of them.
  EXPECT_NEAR(*model.comparisons[3].levels[1].family, kTruth[3].family[0], 0.03);
  EXPECT_NEAR(*model.comparisons[2].levels[1].family, kTruth[2].family[0], 0.03);
}

TEST(households, share_what_belongs_to_one_person_no_more_than_strangers_and_twins) {
  Model model = make_model(kTruth, 0.01);
  model.comparisons[1].alike_in_families = 0.02;
  Model guesses = blur(model);
  guesses.comparisons[1].alike_in_families = 0.02;
  estimate_m(model, guesses, {draw_pass({5'000, 20'000, 5'000}, 11)}, 1);
  EXPECT_NEAR(*model.comparisons[0].levels[1].family, 0.01, 1e-9);
  const double twins = 0.98 * 0.002 + 0.02 * *model.comparisons[1].levels[1].m;
  EXPECT_NEAR(*model.comparisons[1].levels[1].family, twins, 1e-9);
}

TEST(estimate_u, recovers_the_known_shares_of_random_pairs) {
  Model model = make_model(kTruth, 0);
  Model guesses = model;
  for (ModelComparison& comparison : guesses.comparisons) {
    for (ModelLevel& level : comparison.levels) {
      if (level.u) level.u = 1.0 / 3;
    }
  }
  estimate_u(model, guesses, {}, draw_pass({0, 300'000, 0}, 12).patterns);
  for (size_t c = 0; c < kTruth.size(); ++c) {
    double sum = 0;
    for (size_t l = 0; l < kTruth[c].u.size(); ++l) {
      const double u = *model.comparisons[c].levels[l + 1].u;
      // 500 pairs of a wrong guess among some 270,000 seen: at most 0.0012 off, and chance.
      EXPECT_NEAR(u, kTruth[c].u[l], 0.002);
      sum += u;
    }
    EXPECT_NEAR(sum, 1, 1e-9);
  }
}

/// One comparison on equality of column 0 with a term frequency.
Model equality_model() {
  Model model;
  ModelComparison& comparison = model.comparisons.emplace_back();
  comparison.name = "town";
  ModelLevel& null = comparison.levels.emplace_back();
  null.is_null = true;
  null.condition = Condition::either_null(0);
  ModelLevel& same = comparison.levels.emplace_back();
  same.condition = Condition::equal(0);
  same.term_column = "town";
  comparison.levels.emplace_back().condition = Condition::otherwise();
  return model;
}

TEST(estimate_u, equals_the_exact_chance_of_agreement) {
  EXPECT_TRUE(rc::check([] {
    TextRows rows;
    const auto towns = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 6));
    for (const int town : towns) rows.push_back({town == 0 ? "" : std::to_string(town)});
    double known = 0;
    double alike = 0;
    for (size_t a = 0; a < rows.size(); ++a) {
      for (size_t b = a + 1; b < rows.size(); ++b) {
        if (rows[a][0].empty() || rows[b][0].empty()) continue;
        known += 1;
        alike += rows[a][0] == rows[b][0] ? 1 : 0;
      }
    }
    RC_PRE(known > 0);
    const double exact = alike / known;
    const pairs::PairColumns columns = make_columns({"town"}, rows);
    Model model = equality_model();
    Model guesses = model;
    guesses.comparisons[0].levels[1].u = exact;
    guesses.comparisons[0].levels[2].u = 1 - exact;
    // No random pair met an equal value, yet the frequencies know how often they would.
    PatternCounts random;
    random.comparison_count = 1;
    random.levels = {2};
    random.counts = {1};
    estimate_u(model, guesses, columns, random);
    const double rest = (1 + 500 * (1 - exact)) / 501;
    const double sum = exact + rest;
    RC_ASSERT(std::abs(*model.comparisons[0].levels[1].u - std::max(exact / sum, 1e-9)) < 1e-9);
  }));
}

TEST(estimate_u, takes_the_chance_of_swapped_names_from_the_frequencies) {
  // Two records in ten are called "kim" in each column: 0.2 * 0.2, and that twice over.
  TextRows rows;
  for (int i = 0; i < 10; ++i) {
    rows.push_back({i < 2 ? "kim" : "given " + std::to_string(i),
                    i > 7 ? "kim" : "family " + std::to_string(i)});
  }
  const pairs::PairColumns columns = make_columns({"given_name", "family_name"}, rows);
  Model model;
  ModelComparison& comparison = model.comparisons.emplace_back();
  comparison.levels.emplace_back().condition =
      Condition::all_of({Condition::at_least({pairs::Measure::equal, 0, 1}, 1),
                         Condition::at_least({pairs::Measure::equal, 1, 0}, 1)});
  comparison.levels.emplace_back().condition = Condition::otherwise();
  Model guesses = model;
  guesses.comparisons[0].levels[0].u = 0.5;
  guesses.comparisons[0].levels[1].u = 0.5;
  PatternCounts random;
  random.comparison_count = 1;
  random.levels = {1};
  random.counts = {1'000'000};
  estimate_u(model, guesses, columns, random);
  EXPECT_NEAR(*model.comparisons[0].levels[0].u, 0.0016, 0.00001);
}

TEST(correct_u, takes_matches_out_of_u) {
  EXPECT_TRUE(rc::check([] {
    const double share = *rc::gen::inRange(0, 60) / 100.0;
    Model mixed = make_model(kTruth, 0);
    for (ModelComparison& comparison : mixed.comparisons) {
      for (ModelLevel& level : comparison.levels) {
        if (level.u) level.u = (1 - share) * *level.u + share * *level.m;
      }
    }
    correct_u(mixed, std::vector<double>(kTruth.size(), share));
    for (size_t c = 0; c < kTruth.size(); ++c) {
      for (size_t l = 0; l < kTruth[c].u.size(); ++l) {
        // A twentieth of what was seen always stays.
        const double seen = (1 - share) * kTruth[c].u[l] + share * kTruth[c].m[l];
        const double least = std::max(kTruth[c].u[l], 0.05 * seen);
        const double u = *mixed.comparisons[c].levels[l + 1].u;
        RC_ASSERT(std::abs(u - least) < 0.05 * least + 1e-12);
      }
    }
  }));
}

TEST(correct_u, survives_a_share_of_one) {
  Model model = make_model(kTruth, 0);
  correct_u(model, std::vector<double>(kTruth.size(), 1.0));
  for (const ModelComparison& comparison : model.comparisons) {
    double sum = 0;
    for (const ModelLevel& level : comparison.levels) {
      if (!level.u) continue;
      EXPECT_GT(*level.u, 0);
      sum += *level.u;
    }
    EXPECT_NEAR(sum, 1, 1e-9);
  }
}

TEST(training_warnings, name_a_comparison_that_tells_nothing) {
  Model model = make_model(kTruth, 0);
  EXPECT_TRUE(training_warnings(model).empty());
  for (ModelLevel& level : model.comparisons[2].levels) level.m = level.u;
  const auto warnings = training_warnings(model);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_NE(warnings[0].find("family_name"), std::string::npos);
}

}  // namespace
}  // namespace newlyn::linkage
