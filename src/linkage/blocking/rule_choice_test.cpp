// SPDX-License-Identifier: MIT
// Rules are measured rightly, strict ones come before loose ones, and budgets hold.
#include "linkage/blocking/rule_choice.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "linkage/testing/made_records.h"

namespace newlyn::linkage {
namespace {

/// Sixty people with two records each; the family name of ten neighbours is one, the id their own.
TextRows sixty_people() {
  TextRows rows;
  for (int i = 0; i < 120; ++i) {
    rows.push_back({"id" + std::to_string(i / 2), "f" + std::to_string(i / 20)});
  }
  return rows;
}

class RuleChoice : public testing::Test {
 protected:
  RuleChoice() {
    strict_ = {table_.add({"national_id", KeyCut::whole, 0})};
    loose_ = {table_.add({"family_name", KeyCut::whole, 0})};
  }

  void sample(const std::vector<PartList>& rules, double pair_budget = 1e9) {
    SamplingPlan plan;
    plan.pair_budget = pair_budget;
    RunContext run;
    samples_ = sample_rules(rules, table_, plan, run);
    chances_.clear();
    for (const RuleSample& sample : samples_) {
      auto& chances = chances_.emplace_back();
      for (const pairs::RowPair pair : sample.pairs) {
        chances.push_back({pair.left / 2 == pair.right / 2 ? 0.99 : 0.001, 0});
      }
    }
  }

  pairs::PairColumns columns_ = make_columns({"national_id", "family_name"}, sixty_people());
  KeyTable table_{columns_};
  PartList strict_;
  PartList loose_;
  std::vector<RuleSample> samples_;
  std::vector<std::vector<PairChance>> chances_;
};

TEST_F(RuleChoice, a_rule_with_few_pairs_is_measured_exactly) {
  sample({strict_, loose_});
  EXPECT_EQ(samples_[0].pair_count, 60);
  EXPECT_EQ(samples_[0].pairs.size(), 60U);
  EXPECT_EQ(samples_[1].pair_count, 6 * 190);
  std::set<std::pair<uint32_t, uint32_t>> distinct;
  for (const pairs::RowPair pair : samples_[1].pairs) {
    EXPECT_TRUE(table_.agree(loose_, pair));
    distinct.insert({pair.left, pair.right});
  }
  EXPECT_EQ(distinct.size(), 1140U);
}

TEST_F(RuleChoice, a_rule_above_the_pair_budget_gets_no_sample) {
  sample({strict_, loose_}, 500);
  EXPECT_EQ(samples_[0].pairs.size(), 60U);
  EXPECT_TRUE(samples_[1].pairs.empty());
  EXPECT_EQ(samples_[1].pair_count, 1140);
}

TEST_F(RuleChoice, blocks_too_large_are_counted_apart) {
  SamplingPlan plan;
  plan.pair_budget = 1e9;
  plan.block_rows_max = 10;
  RunContext run;
  const auto samples = sample_rules({loose_}, table_, plan, run);
  EXPECT_EQ(samples[0].pair_count, 0);
  EXPECT_EQ(samples[0].large_pairs, 1140);
  EXPECT_TRUE(samples[0].pairs.empty());
}

TEST_F(RuleChoice, a_larger_rule_is_sampled_with_its_right_size) {
  SamplingPlan plan;
  plan.pair_budget = 1e9;
  plan.pairs_per_rule = 100;
  RunContext run;
  const auto samples = sample_rules({loose_}, table_, plan, run);
  EXPECT_EQ(samples[0].pairs.size(), 100U);
  EXPECT_EQ(samples[0].pair_count, 1140);
  for (const pairs::RowPair pair : samples[0].pairs) {
    EXPECT_LT(pair.left, pair.right);
    EXPECT_TRUE(table_.agree(loose_, pair));
  }
}

TEST_F(RuleChoice, across_sources_the_size_counts_wanted_pairs_only) {
  std::vector<uint32_t> sources(columns_.row_count);
  for (size_t row = 0; row < sources.size(); ++row) sources[row] = row % 2;
  SamplingPlan plan;
  plan.pair_budget = 1e9;
  plan.scope = {sources, true};
  RunContext run;
  const auto all = sample_rules({loose_}, table_, plan, run);
  EXPECT_EQ(all[0].pair_count, 6 * 100);
  plan.pairs_per_rule = 200;
  const auto some = sample_rules({loose_}, table_, plan, run);
  EXPECT_LE(some[0].pair_count, 1140);
  for (const pairs::RowPair pair : some[0].pairs)
    EXPECT_NE(sources[pair.left], sources[pair.right]);
}

TEST_F(RuleChoice, the_strict_rule_comes_first_and_a_loose_one_that_adds_nothing_never) {
  sample({loose_, strict_});
  const auto chosen = choose_rules(samples_, chances_, table_, {1e9, 400, 24, 0.0005});
  ASSERT_FALSE(chosen.empty());
  EXPECT_EQ(chosen[0].sample, 1U) << "both find every match; the strict one costs a 19th";
  EXPECT_NEAR(chosen[0].new_matches, 59.4, 0.01);
  EXPECT_EQ(chosen[0].new_pairs, 60);
  EXPECT_LE(chosen.size(), 2U);
}

TEST_F(RuleChoice, a_loose_rule_follows_when_it_finds_what_the_strict_one_missed) {
  TextRows rows = sixty_people();
  for (size_t i = 0; i < rows.size(); i += 6) rows[i][0] = "";
  columns_ = make_columns({"national_id", "family_name"}, rows);
  KeyTable table(columns_);
  const PartList strict = {table.add({"national_id", KeyCut::whole, 0})};
  const PartList loose = {table.add({"family_name", KeyCut::whole, 0})};
  SamplingPlan plan;
  plan.pair_budget = 1e9;
  RunContext run;
  const auto samples = sample_rules({loose, strict}, table, plan, run);
  std::vector<std::vector<PairChance>> chances;
  for (const RuleSample& sample : samples) {
    auto& row = chances.emplace_back();
    for (const pairs::RowPair pair : sample.pairs) {
      row.push_back({pair.left / 2 == pair.right / 2 ? 1.0 : 0.0, 0});
    }
  }
  const auto chosen = choose_rules(samples, chances, table, {1e9, 400, 24, 0.0005});
  ASSERT_EQ(chosen.size(), 2U);
  EXPECT_EQ(chosen[0].sample, 1U);
  EXPECT_EQ(chosen[0].new_matches, 40);
  EXPECT_EQ(chosen[1].sample, 0U);
  EXPECT_EQ(chosen[1].new_matches, 20);
  EXPECT_EQ(chosen[1].new_pairs, 1140 - 40);
}

TEST_F(RuleChoice, budgets_hold) {
  sample({loose_, strict_});
  EXPECT_TRUE(choose_rules(samples_, chances_, table_, {59, 400, 24, 0.0005}).empty());
  for (const double pairs_max : {60.0, 500.0, 1139.0}) {
    double pairs = 0;
    for (const ChosenRule& rule :
         choose_rules(samples_, chances_, table_, {pairs_max, 400, 24, 0})) {
      EXPECT_EQ(rule.sample, 1U);
      pairs += rule.new_pairs;
    }
    EXPECT_LE(pairs, pairs_max);
  }
  EXPECT_EQ(choose_rules(samples_, chances_, table_, {1e9, 400, 1, 0}).size(), 1U);
  EXPECT_TRUE(choose_rules(samples_, chances_, table_, {1e9, 400, 0, 0}).empty());
}

TEST_F(RuleChoice, a_rule_that_finds_no_match_is_not_worth_its_pairs) {
  sample({strict_, loose_});
  for (auto& chances : chances_) std::fill(chances.begin(), chances.end(), PairChance{0.0001, 0.5});
  EXPECT_TRUE(choose_rules(samples_, chances_, table_, {1e9, 400, 24, 0.0005}).empty());
  EXPECT_TRUE(choose_rules({}, {}, table_, {1e9, 400, 24, 0.0005}).empty());
}

}  // namespace
}  // namespace newlyn::linkage
