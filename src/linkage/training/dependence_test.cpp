// SPDX-License-Identifier: MIT
// Dependence between comparisons is found with its size; independence is not mistaken for it.
#include "linkage/training/dependence.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "linkage/training/train.h"

namespace newlyn::linkage {
namespace {

ModelLevel level(double m, double u) {
  ModelLevel made;
  made.label = "level";
  made.m = m;
  made.u = u;
  return made;
}

/// Two comparisons that agree or not.
Model two_comparisons() {
  Model model;
  model.prior = 0.001;
  for (const char* name : {"postcode", "town"}) {
    ModelComparison comparison;
    comparison.name = name;
    comparison.levels = {level(0.9, 0.01), level(0.1, 0.99)};
    model.comparisons.push_back(comparison);
  }
  return model;
}

/// Pairs counted by whether they agree on the first and on the second.
JointCounts counted(const Model& model, const std::vector<double>& counts) {
  JointCounts joint(model);
  for (uint8_t a = 0; a < 2; ++a) {
    for (uint8_t b = 0; b < 2; ++b) {
      joint.add(std::vector<uint8_t>{a, b}, counts[a * 2U + b], {});
    }
  }
  return joint;
}

TEST(dependence, independent_comparisons_are_not_warned_about) {
  const Model model = two_comparisons();
  const JointCounts others = counted(model, {100, 9900, 9900, 980'100});
  EXPECT_TRUE(find_dependences(model, {others, {}}).empty());
}

TEST(dependence, agreement_that_always_comes_together_is_found_with_its_bits) {
  const Model model = two_comparisons();
  // Whoever agrees on the first agrees on the second: a hundred times as often as expected.
  const JointCounts others = counted(model, {10'000, 0, 0, 990'000});
  const auto found = find_dependences(model, {others, {}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].first, "postcode");
  EXPECT_NEAR(found[0].times, 100, 1e-6);
  // 81 of 100 matches agree on both and weigh log2(100) too much; one in a hundred neither.
  EXPECT_NEAR(found[0].bits, 0.81 * std::log2(100.0) + 0.01 * std::log2(0.99 / 0.9801), 1e-6);
  const auto given = dependence_warnings(found, true);
  ASSERT_EQ(given.size(), 1U);
  EXPECT_NE(given[0].find("100 times"), std::string::npos);
  EXPECT_NE(given[0].find("scored exactly as it says"), std::string::npos);
  EXPECT_EQ(dependence_warnings(found, false)[0].find("scored exactly"), std::string::npos);
}

TEST(dependence, pairs_drawn_by_one_comparison_show_what_even_draws_hardly_meet) {
  const Model model = two_comparisons();
  const JointCounts others = counted(model, {2, 98, 98, 9'802});  // two pairs agree on both
  EXPECT_TRUE(find_dependences(model, {others, {}}).empty());
  // Nine in ten of those who agree on the first agree on the second; one in a hundred of all.
  const std::vector<JointCounts> drawn = {counted(model, {900, 100, 0, 0}),
                                          counted(model, {0, 0, 0, 0})};
  const auto found = find_dependences(model, {others, {}, drawn});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].times, 90, 1e-6);
}

TEST(dependence, the_one_that_tells_less_counts_for_so_much_less) {
  Model model = two_comparisons();
  model.comparisons[1].levels[0].u = 0.1;  // agreeing on the town tells less
  model.comparisons[1].levels[1].u = 0.9;
  const double town_tells = 0.9 * std::log2(9.0) + 0.1 * std::log2(0.1 / 0.9);
  std::vector<Dependence> found = {{"postcode", "town", 1.5, 20, 1e6}};
  correct_dependences(found, model);
  EXPECT_EQ(model.comparisons[0].counts_for, 1);
  EXPECT_NEAR(model.comparisons[1].counts_for, 1 - 1.5 / town_tells, 1e-9);
  EXPECT_EQ(found[0].lowered, "town");
  EXPECT_NE(dependence_warnings(found, false)[0].find("town counts for"), std::string::npos);
}

TEST(dependence, what_is_said_three_times_counts_once) {
  Model model = two_comparisons();
  model.comparisons.push_back(model.comparisons[0]);
  model.comparisons[2].name = "district";
  const double all = 0.9 * std::log2(90.0) + 0.1 * std::log2(0.1 / 0.99);
  std::vector<Dependence> found = {{"postcode", "town", all, 100, 1e6},
                                   {"town", "district", all, 100, 1e6},
                                   {"postcode", "district", all, 100, 1e6}};
  correct_dependences(found, model);
  double counted = 0;
  for (const ModelComparison& comparison : model.comparisons) counted += comparison.counts_for;
  EXPECT_NEAR(counted, 1, 1e-9);
}

TEST(dependence, what_counts_in_part_weighs_in_part) {
  Model model = two_comparisons();
  const pairs::PairColumns columns;
  const double full =
      pairs::PairScorer(columns, make_score_model(model, columns)).part({0, 0}, 1, 0);
  model.comparisons[1].counts_for = 0.25;
  const double part =
      pairs::PairScorer(columns, make_score_model(model, columns)).part({0, 0}, 1, 0);
  EXPECT_NEAR(part, full / 4, 1e-9);
}

TEST(dependence, dependence_among_matches_takes_away_from_it) {
  const Model model = two_comparisons();
  const JointCounts others = counted(model, {10'000, 0, 0, 990'000});
  const JointCounts matches = counted(model, {500, 0, 0, 500});
  const auto found = find_dependences(model, {others, {matches}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].bits, 0.5 * (std::log2(100.0) - 1) + 0.5 * (std::log2(0.99 / 0.9801) - 1),
              1e-6);
}

TEST(dependence, what_a_household_shares_is_expected_by_its_class) {
  Model model = two_comparisons();
  // One pair in a hundred is of a household and agrees on both; the others hardly ever agree.
  model.family_prior = 0.01 * (1 - model.prior);
  for (ModelComparison& comparison : model.comparisons) {
    comparison.levels[0].family = 1;
    comparison.levels[1].family = 0;
  }
  const JointCounts others = counted(model, {10'000, 0, 0, 990'000});
  EXPECT_TRUE(find_dependences(model, {others, {}}).empty());
}

TEST(dependence, comparisons_left_out_of_a_pass_do_not_count) {
  const Model model = two_comparisons();
  JointCounts joint(model);
  joint.add(std::vector<uint8_t>{0, 0}, 5, {true, false});
  EXPECT_EQ(joint.of(0, 1, 0, 0), 0);
  joint.add(std::vector<uint8_t>{0, 0}, 5, {false, false});
  EXPECT_EQ(joint.of(0, 1, 0, 0), 5);
}

TEST(dependence, a_prior_far_from_what_was_found_is_told) {
  EXPECT_EQ(prior_warning(1e-4, {100, 100}, 1e6), "");
  EXPECT_NE(prior_warning(1e-5, {100, 100}, 1e6).find("3.3 too low"), std::string::npos);
  EXPECT_NE(prior_warning(1e-3, {20, 60}, 1e6).find("hold about 60"), std::string::npos);
  // Too few to say anything.
  EXPECT_EQ(prior_warning(1e-9, {3, 3}, 1e6), "");
}

}  // namespace
}  // namespace newlyn::linkage
