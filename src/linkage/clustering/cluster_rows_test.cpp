// SPDX-License-Identifier: MIT
// Clusters hold together as a whole: bridges do not weld, giants are cut, ties are settled.
#include "linkage/clustering/cluster_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/limits.h"
#include "base/threads.h"
#include "linkage/testing/made_records.h"

namespace newlyn::linkage {
namespace {

using Numbers = std::vector<uint32_t>;

/// What agreeing and differing on a column weighs; null on either side weighs nothing.
struct ColumnWeight {
  double same = 0;
  double different = 0;
};

/// Rows of texts whose pairs weigh what their columns say, at even prior odds.
class Scored {
 public:
  Scored(const TextRows& rows, const std::vector<ColumnWeight>& weights) {
    std::vector<std::string> names;
    for (uint16_t c = 0; c < weights.size(); ++c) {
      names.push_back("c" + std::to_string(c));
      pairs::Comparison& comparison = model_.comparisons.emplace_back();
      comparison.levels.resize(3);
      comparison.levels[0].condition = pairs::Condition::either_null(c);
      comparison.levels[0].is_null = true;
      comparison.levels[1].condition = pairs::Condition::equal(c);
      comparison.levels[1].weights.match = weights[c].same;
      comparison.levels[2].weights.match = weights[c].different;
    }
    model_.prior_match = 0;
    columns_ = make_columns(names, rows);
    plan_.row_count = rows.size();
    plan_.columns = &columns_;
    plan_.model = &model_;
  }

  ClusterPlan& plan() { return plan_; }

  /// Edges of all pairs that weigh at least `weight_min`.
  std::vector<RowEdge> edges(double weight_min = 0) const {
    pairs::PairScorer scorer(columns_, model_);
    std::vector<RowEdge> found;
    for (uint32_t a = 0; a < plan_.row_count; ++a) {
      for (uint32_t b = a + 1; b < plan_.row_count; ++b) {
        const auto weight = static_cast<float>(scorer.weight({a, b}));
        if (weight >= weight_min) found.push_back({a, b, weight, 0});
      }
    }
    return found;
  }

  Numbers cluster() const { return cluster(edges()); }
  Numbers cluster(const std::vector<RowEdge>& given) const {
    RunContext run;
    return cluster_rows(given, plan_, run);
  }

 private:
  pairs::PairColumns columns_;
  pairs::ScoreModel model_;
  ClusterPlan plan_;
};

TEST(cluster_rows, rows_without_edges_stand_alone) {
  const Scored rows({{"a"}, {"b"}, {"c"}}, {{5, -5}});
  EXPECT_EQ(rows.cluster(), (Numbers{0, 1, 2}));
  EXPECT_TRUE(Scored({}, {{5, -5}}).cluster().empty());
}

TEST(cluster_rows, clusters_are_numbered_by_their_first_row) {
  const Scored rows({{"b"}, {"a"}, {"b"}, {"a"}, {"c"}}, {{5, -5}});
  EXPECT_EQ(rows.cluster(), (Numbers{0, 1, 0, 1, 2}));
}

TEST(cluster_rows, one_weak_bridge_does_not_weld_two_groups) {
  // Rows 2 and 3 share a telephone, which outweighs their difference for that pair alone.
  const Scored rows({{"a", ""}, {"a", ""}, {"a", "tel"}, {"b", "tel"}, {"b", ""}, {"b", ""}},
                    {{8, -8}, {12, -5}});
  ASSERT_EQ(rows.edges().size(), 7U) << "three pairs in each group and the bridge";
  EXPECT_EQ(rows.cluster(), (Numbers{0, 0, 0, 1, 1, 1}));
}

TEST(cluster_rows, a_pair_that_no_rule_found_is_scored_inside_its_component) {
  // The pair of rows 0 and 2 is strongly against; edges 0-1 and 1-2 alone would join all.
  const Scored rows({{"a", "x"}, {"a", ""}, {"a", "y"}}, {{6, -6}, {3, -30}});
  const std::vector<RowEdge> given = {{0, 1, 6, 0}, {1, 2, 6, 0}};
  EXPECT_EQ(rows.cluster(given), (Numbers{0, 0, 1}));
}

TEST(cluster_rows, missing_edges_of_one_entity_do_no_harm) {
  const Scored rows({{"a"}, {"a"}, {"a"}, {"a"}}, {{6, -6}});
  EXPECT_EQ(rows.cluster({{0, 1, 6, 0}, {1, 2, 6, 0}, {2, 3, 6, 0}}), (Numbers{0, 0, 0, 0}));
}

TEST(cluster_rows, edges_below_the_bar_join_nothing) {
  Scored rows({{"a"}, {"a"}}, {{6, -6}});
  rows.plan().weight_min = 6.5;
  EXPECT_EQ(rows.cluster(), (Numbers{0, 1}));
  rows.plan().weight_min = 6;
  EXPECT_EQ(rows.cluster(), (Numbers{0, 0}));
}

TEST(cluster_rows, a_bar_above_the_cap_of_weights_can_still_be_reached) {
  Scored rows({{"a"}, {"a"}, {"b"}}, {{60, -60}});
  rows.plan().weight_min = 39.86;
  EXPECT_EQ(rows.cluster(), (Numbers{0, 0, 1}));
}

TEST(cluster_rows, a_component_above_the_limit_is_cut) {
  const size_t half = limits::kComponentMax / 2 + 10;
  TextRows rows(half, {"a", "q"});
  rows.insert(rows.end(), half, {"b", "q"});
  const Scored scored(rows, {{8, -8}, {2, -2}});
  // A chain through each group and one weaker edge between them.
  std::vector<RowEdge> chain;
  for (uint32_t row = 0; row + 1 < rows.size(); ++row) {
    chain.push_back({row, row + 1, row + 1 == half ? 1.5F : 10.0F, 0});
  }
  const Numbers clusters = scored.cluster(chain);
  Numbers expected(half, 0);
  expected.insert(expected.end(), half, 1);
  EXPECT_EQ(clusters, expected);
}

TEST(cluster_rows, a_component_above_the_limit_with_edges_of_one_weight_stays_in_large_parts) {
  const size_t count = 5 * limits::kComponentMax;
  const Scored scored(TextRows(count, {"a", "q"}), {{8, -8}, {2, -2}});
  std::vector<RowEdge> chain;
  for (uint32_t row = 0; row + 1 < count; ++row) chain.push_back({row, row + 1, 10, 0});
  const Numbers clusters = scored.cluster(chain);
  EXPECT_EQ(clusters.back(), 4U) << "five parts, each as large as may be";
  std::reverse(chain.begin(), chain.end());
  EXPECT_EQ(scored.cluster(chain), clusters);
}

TEST(cluster_rows, one_per_source_gives_each_record_its_best_partner) {
  const Numbers sources = {0, 1, 1, 0};
  Scored rows({{"a", "x"}, {"a", "x"}, {"a", ""}, {"a", ""}}, {{5, -5}, {4, -4}});
  rows.plan().source_of_row = sources;
  EXPECT_EQ(rows.cluster(), (Numbers{0, 0, 0, 0})) << "without the wish all are one";
  rows.plan().one_per_source = true;
  EXPECT_EQ(rows.cluster(), (Numbers{0, 0, 1, 1}));
}

TEST(cluster_rows, across_only_never_scores_pairs_of_one_source) {
  const Numbers sources = {0, 0, 1};
  // Rows 0 and 1 differ altogether, but nobody asks about pairs of one source.
  Scored rows({{"a", "x"}, {"a", "y"}, {"a", ""}}, {{6, -6}, {3, -30}});
  rows.plan().source_of_row = sources;
  rows.plan().across_only = true;
  const std::vector<RowEdge> given = {{0, 2, 6, 0}, {1, 2, 6, 0}};
  EXPECT_EQ(rows.cluster(given), (Numbers{0, 0, 0}));
}

TEST(cluster_rows, ties_are_settled_the_same_way_whatever_order_edges_come_in) {
  // A ring of eight: every pair of neighbours agrees on one column, all equally.
  TextRows texts(8, std::vector<std::string>(8));
  std::vector<ColumnWeight> weights(8, {4, -4});
  for (size_t i = 0; i < 8; ++i) texts[i][i] = texts[(i + 1) % 8][i] = "v";
  Scored rows(texts, weights);
  rows.plan().weight_min = 2.5;
  std::vector<RowEdge> given = rows.edges(1);
  ASSERT_EQ(given.size(), 8U);
  const Numbers expected = {0, 0, 1, 1, 2, 2, 3, 3};  // the least row numbers are joined first
  for (int turn = 0; turn < 8; ++turn) {
    std::rotate(given.begin(), given.begin() + 3, given.end());
    EXPECT_EQ(rows.cluster(given), expected);
    std::reverse(given.begin(), given.end());
    EXPECT_EQ(rows.cluster(given), expected);
  }
}

TEST(cluster_rows, thread_count_changes_nothing) {
  TextRows texts;
  for (int i = 0; i < 900; ++i)
    texts.push_back({"e" + std::to_string(i % 300), "k" + std::to_string(i % 7)});
  const Scored rows(texts, {{5, -6}, {2, -2}});
  const auto given = rows.edges();
  const size_t threads = thread_count();
  std::vector<Numbers> answers;
  for (const size_t count : {1U, 2U, 5U}) {
    set_thread_count(count);
    answers.push_back(rows.cluster(given));
  }
  set_thread_count(threads);
  EXPECT_EQ(answers[0], answers[1]);
  EXPECT_EQ(answers[0], answers[2]);
}

TEST(cluster_rows, a_stop_is_heard) {
  const Scored rows({{"a"}, {"a"}}, {{6, -6}});
  const std::atomic<bool> stop{true};
  RunContext run(nullptr, &stop);
  Scored copy({{"a"}, {"a"}}, {{6, -6}});
  EXPECT_THROW(cluster_rows(rows.edges(), copy.plan(), run), Error);
}

}  // namespace
}  // namespace newlyn::linkage
