// SPDX-License-Identifier: MIT
// Clusters hold together as a whole: bridges do not weld, giants are cut, ties are settled.
#include "linkage/clustering/cluster_nodes.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <atomic>
#include <numeric>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/limits.h"
#include "base/threads.h"
#include "linkage/clustering/agglomeration.h"
#include "linkage/clustering/rejoin_parts.h"
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
    plan_.node_count = rows.size();
    plan_.columns = &columns_;
    plan_.model = &model_;
    plan_.limits = &limits_;
  }
  Scored(const Scored&) = delete;
  Scored& operator=(const Scored&) = delete;

  ClusterPlan& plan() { return plan_; }
  pairs::PairScorer scorer() const { return {columns_, model_}; }
  JoinLimits& limits() { return limits_; }

  /// Edges of all pairs that weigh at least `weight_min`.
  std::vector<NodeEdge> edges(double weight_min = 0) const {
    pairs::PairScorer scorer(columns_, model_);
    std::vector<NodeEdge> found;
    for (uint32_t a = 0; a < plan_.node_count; ++a) {
      for (uint32_t b = a + 1; b < plan_.node_count; ++b) {
        const auto weight = static_cast<float>(scorer.weight({a, b}));
        if (weight >= weight_min) found.push_back({a, b, weight});
      }
    }
    return found;
  }

  Numbers cluster() const { return cluster(edges()); }
  Numbers cluster(const std::vector<NodeEdge>& given) const {
    RunContext run;
    return cluster_nodes(given, plan_, run);
  }

 private:
  pairs::PairColumns columns_;
  pairs::ScoreModel model_;
  JoinLimits limits_;
  ClusterPlan plan_;
};

/// Pairs as limits have them: both ways round, ascending.
std::vector<std::pair<Node, Node>> both_ways(std::vector<std::pair<Node, Node>> pairs) {
  const size_t count = pairs.size();
  for (size_t i = 0; i < count; ++i) pairs.emplace_back(pairs[i].second, pairs[i].first);
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

TEST(cluster_nodes, rows_without_edges_stand_alone) {
  const Scored rows({{"a"}, {"b"}, {"c"}}, {{5, -5}});
  EXPECT_EQ(rows.cluster(), (Numbers{0, 1, 2}));
  EXPECT_TRUE(Scored({}, {{5, -5}}).cluster().empty());
}

TEST(cluster_nodes, clusters_are_numbered_by_their_first_row) {
  const Scored rows({{"b"}, {"a"}, {"b"}, {"a"}, {"c"}}, {{5, -5}});
  EXPECT_EQ(rows.cluster(), (Numbers{0, 1, 0, 1, 2}));
}

TEST(cluster_nodes, one_weak_bridge_does_not_weld_two_groups) {
  // Rows 2 and 3 share a telephone, which outweighs their difference for that pair alone.
  const Scored rows({{"a", ""}, {"a", ""}, {"a", "tel"}, {"b", "tel"}, {"b", ""}, {"b", ""}},
                    {{8, -8}, {12, -5}});
  ASSERT_EQ(rows.edges().size(), 7U) << "three pairs in each group and the bridge";
  EXPECT_EQ(rows.cluster(), (Numbers{0, 0, 0, 1, 1, 1}));
}

TEST(cluster_nodes, one_address_in_common_says_more_than_many_that_differ) {
  // Six records of one name; the last two were written just before and just after a move.
  const TextRows records = {{"a", "old", ""}, {"a", "old", ""},   {"a", "new", ""},
                            {"a", "new", ""}, {"a", "old", "07"}, {"a", "new", "07"}};
  const std::vector<ColumnWeight> weights = {{1, -5}, {6, -4}, {8, -1}};
  const Scored rows(records, weights);
  const Numbers apart = rows.cluster();
  EXPECT_NE(apart[0], apart[2]) << "by the mean of their pairs they are two";
  const std::vector<Spread> spreads = {Spread::keeps, Spread::changes, Spread::changes};
  Scored moved(records, weights);
  moved.plan().spreads = spreads;
  EXPECT_EQ(moved.cluster(), (Numbers{0, 0, 0, 0, 0, 0}));
}

TEST(cluster_nodes, records_that_lack_a_birth_date_do_not_drown_two_that_differ) {
  // Father and son of one name at one address, and five records that could be either's.
  const std::vector<Spread> spreads = {Spread::keeps, Spread::changes, Spread::tells_kin_apart};
  Scored rows({{"n", "x", "1960"},
               {"n", "x", "1960"},
               {"n", "x", ""},
               {"n", "x", ""},
               {"n", "x", ""},
               {"n", "x", "1990"},
               {"n", "x", "1990"}},
              {{3, -5}, {4, -1}, {9, -9}});
  rows.plan().spreads = spreads;
  const Numbers found = rows.cluster();
  EXPECT_EQ(found[0], found[1]);
  EXPECT_EQ(found[5], found[6]);
  EXPECT_NE(found[0], found[5]);
}

/// A given name, a home, a birth date and a telephone; father and son of one name are rows 0 and 3.
class Namesakes : public Scored {
 public:
  explicit Namesakes(const TextRows& rows) : Scored(rows, {{3, -5}, {4, -1}, {9, -9}, {8, -2}}) {
    plan().spreads = spreads_;
    plan().telling = telling_;
  }

 private:
  std::vector<Spread> spreads_ = {Spread::tells_kin_apart, Spread::changes, Spread::tells_kin_apart,
                                  Spread::changes};
  std::vector<Telling> telling_ = {Telling::name, Telling::nothing, Telling::person,
                                   Telling::nothing};
};

TEST(cluster_nodes, a_record_that_may_be_the_fathers_or_the_sons_is_neithers) {
  const Namesakes rows({{"n", "x", "1960", ""},
                        {"n", "x", "", ""},
                        {"n", "x", "1960", ""},
                        {"n", "x", "1990", ""},
                        {"n", "x", "1990", ""}});
  EXPECT_EQ(rows.cluster(), (Numbers{0, 1, 0, 2, 2}));
}

TEST(cluster_nodes, a_telephone_of_one_of_two_namesakes_says_whose_a_record_is) {
  const Namesakes rows({{"n", "x", "1960", "07"},
                        {"n", "x", "", "07"},
                        {"n", "x", "1960", ""},
                        {"n", "x", "1990", ""},
                        {"n", "x", "1990", ""}});
  EXPECT_EQ(rows.cluster(), (Numbers{0, 0, 0, 1, 1}));
}

TEST(cluster_nodes, where_only_one_bears_the_name_a_record_without_a_date_is_his) {
  const Namesakes rows({{"n", "x", "1960", ""},
                        {"n", "x", "", ""},
                        {"n", "x", "1960", ""},
                        {"m", "x", "1990", ""},
                        {"m", "x", "1990", ""}});
  EXPECT_EQ(rows.cluster(), (Numbers{0, 0, 0, 1, 1}));
}

TEST(cluster_nodes, twins_of_whom_no_record_agrees_on_the_name_stay_two) {
  const std::vector<Spread> spreads = {Spread::tells_kin_apart, Spread::changes};
  Scored rows({{"amal", "x"}, {"amal", "x"}, {"karim", "x"}, {"karim", "x"}}, {{9, -5}, {7, -1}});
  EXPECT_EQ(rows.cluster(), (Numbers{0, 0, 0, 0})) << "unsaid, one address outweighs two names";
  rows.plan().spreads = spreads;
  EXPECT_EQ(rows.cluster(), (Numbers{0, 0, 1, 1}));
}

TEST(cluster_nodes, a_pair_that_no_rule_found_is_scored_inside_its_component) {
  // The pair of rows 0 and 2 is strongly against; edges 0-1 and 1-2 alone would join all.
  const Scored rows({{"a", "x"}, {"a", ""}, {"a", "y"}}, {{6, -6}, {3, -30}});
  const std::vector<NodeEdge> given = {{0, 1, 6}, {1, 2, 6}};
  EXPECT_EQ(rows.cluster(given), (Numbers{0, 0, 1}));
}

TEST(cluster_nodes, missing_edges_of_one_entity_do_no_harm) {
  const Scored rows({{"a"}, {"a"}, {"a"}, {"a"}}, {{6, -6}});
  EXPECT_EQ(rows.cluster({{0, 1, 6}, {1, 2, 6}, {2, 3, 6}}), (Numbers{0, 0, 0, 0}));
}

TEST(cluster_nodes, edges_below_the_bar_join_nothing) {
  Scored rows({{"a"}, {"a"}}, {{6, -6}});
  rows.plan().weight_min = 6.5;
  EXPECT_EQ(rows.cluster(), (Numbers{0, 1}));
  rows.plan().weight_min = 6;
  EXPECT_EQ(rows.cluster(), (Numbers{0, 0}));
}

TEST(cluster_nodes, a_bar_above_the_cap_of_weights_can_still_be_reached) {
  Scored rows({{"a"}, {"a"}, {"b"}}, {{60, -60}});
  rows.plan().weight_min = 39.86;
  EXPECT_EQ(rows.cluster(), (Numbers{0, 0, 1}));
}

TEST(cluster_nodes, a_component_above_the_limit_is_cut) {
  const size_t half = limits::kComponentMax / 2 + 10;
  TextRows rows(half, {"a", "q"});
  rows.insert(rows.end(), half, {"b", "q"});
  const Scored scored(rows, {{8, -8}, {2, -2}});
  // A chain through each group and one weaker edge between them.
  std::vector<NodeEdge> chain;
  for (uint32_t row = 0; row + 1 < rows.size(); ++row) {
    chain.push_back({row, row + 1, row + 1 == half ? 1.5 : 10.0});
  }
  const Numbers clusters = scored.cluster(chain);
  Numbers expected(half, 0);
  expected.insert(expected.end(), half, 1);
  EXPECT_EQ(clusters, expected);
}

TEST(cluster_nodes, somebody_with_more_records_than_the_limit_is_one_all_the_same) {
  const size_t count = 5 * limits::kComponentMax;
  const Scored scored(TextRows(count, {"a", "q"}), {{8, -8}, {2, -2}});
  std::vector<NodeEdge> chain;
  for (uint32_t row = 0; row + 1 < count; ++row) chain.push_back({row, row + 1, 10});
  EXPECT_EQ(scored.cluster(chain), Numbers(count, 0));
  std::reverse(chain.begin(), chain.end());
  EXPECT_EQ(scored.cluster(chain), Numbers(count, 0));
}

TEST(cluster_nodes, somebody_with_more_records_than_the_limit_may_have_moved) {
  // Five hundred records at each of two homes, and a few that name both mobile and home.
  const size_t half = limits::kComponentMax + 100;
  TextRows records(half, {"a", "old", ""});
  records.insert(records.end(), half, {"a", "new", ""});
  for (size_t i = 0; i < 5; ++i) records[i][2] = records[half + i][2] = "07";
  Scored scored(records, {{1, -5}, {6, -4}, {8, -1}});
  const std::vector<Spread> spreads = {Spread::keeps, Spread::changes, Spread::changes};
  scored.plan().spreads = spreads;
  std::vector<NodeEdge> chain;
  for (uint32_t row = 0; row + 1 < records.size(); ++row) {
    if (row + 1 != half) chain.push_back({row, row + 1, 7});
  }
  chain.push_back({0, static_cast<Node>(half), 5});
  EXPECT_EQ(scored.cluster(chain), Numbers(records.size(), 0));
}

TEST(cluster_nodes, a_component_that_is_cut_does_not_depend_on_what_else_there_is) {
  // Four people of one family and home, three hundred records each, alone and among strangers.
  const size_t count = 3 * limits::kComponentMax;
  TextRows family;
  TextRows town;
  std::vector<Node> place;  // of the family in the town
  for (size_t i = 0; i < count; ++i) {
    family.push_back({"p" + std::to_string(i % 4), "home"});
    town.push_back({"s" + std::to_string(i), "elsewhere" + std::to_string(i)});
    place.push_back(static_cast<Node>(town.size()));
    town.push_back(family.back());
  }
  const std::vector<ColumnWeight> weights = {{8, -8}, {3, -3}};
  std::vector<NodeEdge> edges;
  std::vector<NodeEdge> among;
  for (Node node = 0; node < count; ++node) {
    for (const Node step : {1U, 4U, 5U}) {
      if (node + step >= count) continue;
      const double weight = step == 4 ? 11.0 : 1.0;
      edges.push_back({node, node + step, weight});
      among.push_back({place[node], place[node + step], weight});
    }
  }
  const Numbers alone = Scored(family, weights).cluster(edges);
  const Numbers whole = Scored(town, weights).cluster(among);
  for (size_t i = 0; i < count; ++i) {
    EXPECT_EQ(alone[i], i % 4);
    EXPECT_EQ(whole[place[i]], whole[place[i % 4]]);
    EXPECT_NE(whole[place[i] - 1], whole[place[i]]) << "a stranger";
  }
}

TEST(cluster_nodes, one_per_source_gives_each_record_its_best_partner) {
  const Numbers sources = {0, 1, 1, 0};
  Scored rows({{"a", "x"}, {"a", "x"}, {"a", ""}, {"a", ""}}, {{5, -5}, {4, -4}});
  rows.plan().source_of_row = sources;
  EXPECT_EQ(rows.cluster(), (Numbers{0, 0, 0, 0})) << "without the wish all are one";
  rows.limits().source_of_node = sources;
  EXPECT_EQ(rows.cluster(), (Numbers{0, 0, 1, 1}));
}

TEST(cluster_nodes, across_only_never_scores_pairs_of_one_source) {
  const Numbers sources = {0, 0, 1};
  // Rows 0 and 1 differ altogether, but nobody asks about pairs of one source.
  Scored rows({{"a", "x"}, {"a", "y"}, {"a", ""}}, {{6, -6}, {3, -30}});
  rows.plan().source_of_row = sources;
  rows.plan().across_only = true;
  const std::vector<NodeEdge> given = {{0, 2, 6}, {1, 2, 6}};
  EXPECT_EQ(rows.cluster(given), (Numbers{0, 0, 0}));
}

TEST(cluster_nodes, ties_are_settled_the_same_way_whatever_order_edges_come_in) {
  // A ring of eight: every pair of neighbours agrees on one column, all equally.
  TextRows texts(8, std::vector<std::string>(8));
  std::vector<ColumnWeight> weights(8, {4, -4});
  for (size_t i = 0; i < 8; ++i) texts[i][i] = texts[(i + 1) % 8][i] = "v";
  Scored rows(texts, weights);
  rows.plan().weight_min = 2.5;
  std::vector<NodeEdge> given = rows.edges(1);
  ASSERT_EQ(given.size(), 8U);
  const Numbers expected = {0, 0, 1, 1, 2, 2, 3, 3};  // the least row numbers are joined first
  for (int turn = 0; turn < 8; ++turn) {
    std::rotate(given.begin(), given.begin() + 3, given.end());
    EXPECT_EQ(rows.cluster(given), expected);
    std::reverse(given.begin(), given.end());
    EXPECT_EQ(rows.cluster(given), expected);
  }
}

TEST(cluster_nodes, components_join_all_that_hangs_together) {
  Scored rows({{"a", ""}, {"a", ""}, {"a", "tel"}, {"b", "tel"}, {"b", ""}, {"c", ""}},
              {{8, -8}, {12, -5}});
  rows.plan().components = true;
  EXPECT_EQ(rows.cluster(), (Numbers{0, 0, 0, 0, 0, 1}));
  rows.plan().weight_min = 7.5;
  EXPECT_EQ(rows.cluster(), (Numbers{0, 0, 0, 1, 1, 2})) << "the bridge weighs 4";
}

TEST(cluster_nodes, nodes_judged_to_be_one_are_one_whatever_they_weigh) {
  for (const bool components : {false, true}) {
    Scored rows({{"a"}, {"b"}, {"c"}, {"c"}, {"d"}}, {{8, -80}});
    rows.plan().components = components;
    rows.limits().together = both_ways({{0, 1}, {1, 2}});
    EXPECT_EQ(rows.cluster({}), (Numbers{0, 0, 0, 1, 2})) << "they lead from one to the next";
    // Row 3 is like row 2, and unlike the other two it comes with.
    EXPECT_EQ(rows.cluster(), (components ? Numbers{0, 0, 0, 0, 1} : Numbers{0, 0, 0, 1, 2}));
  }
}

TEST(cluster_nodes, nodes_judged_to_be_two_stay_two_whatever_they_weigh) {
  for (const bool components : {false, true}) {
    Scored rows({{"a"}, {"a"}, {"a"}, {"a"}}, {{90, -8}});
    rows.plan().components = components;
    rows.limits().apart = both_ways({{0, 3}});
    EXPECT_EQ(rows.cluster(), (Numbers{0, 0, 0, 1}));
    rows.limits().together = both_ways({{2, 3}});
    EXPECT_EQ(rows.cluster(), (Numbers{0, 0, 1, 1})) << "what is one with 3 stays apart from 0";
  }
}

TEST(cluster_nodes, different_values_of_a_veto_are_never_joined_not_even_by_way_of_a_third) {
  for (const bool components : {false, true}) {
    Scored rows({{"a"}, {"a"}, {"a"}, {"a"}, {"a"}}, {{90, -8}});
    rows.plan().components = components;
    rows.limits().vetoes = {{0, 7, 0, 8, 7}};
    EXPECT_EQ(rows.cluster(), (Numbers{0, 0, 0, 1, 0}));
  }
}

TEST(cluster_nodes, a_component_of_a_hundred_thousand_nodes_ends_in_bounded_time_and_memory) {
  constexpr uint32_t kCount = 100'000;
  TextRows texts;
  for (uint32_t i = 0; i < kCount; ++i) texts.push_back({"e" + std::to_string(i / 4), "q"});
  Scored rows(texts, {{8, -8}, {2, -2}});
  std::vector<NodeEdge> edges;
  for (Node node = 0; node + 1 < kCount; ++node) {
    edges.push_back({node, node + 1, node % 4 == 3 ? 1.0 : 10.0});
  }
  Numbers expected;
  for (uint32_t i = 0; i < kCount; ++i) expected.push_back(i / 4);
  EXPECT_EQ(rows.cluster(edges), expected) << "what belongs together survives the cut";
  rows.plan().components = true;
  EXPECT_EQ(rows.cluster(edges), Numbers(kCount, 0));
}

TEST(cluster_nodes, limits_hold_in_a_component_that_is_cut) {
  const size_t count = 3 * limits::kComponentMax;
  Scored rows(TextRows(count, {"a"}), {{8, -8}});
  std::vector<NodeEdge> chain;
  for (Node node = 0; node + 1 < count; ++node) chain.push_back({node, node + 1, 10});
  const auto last = static_cast<Node>(count - 1);
  rows.limits().together = both_ways({{0, last}});
  rows.limits().apart = both_ways({{0, 1}});
  const Numbers clusters = rows.cluster(chain);
  EXPECT_EQ(clusters[0], clusters[last]);
  EXPECT_NE(clusters[0], clusters[1]);
  rows.limits().together.clear();
  for (Node node = 2; node < 2 + 2 * limits::kComponentMax; ++node) {
    rows.limits().together.emplace_back(node, node + 1);
  }
  rows.limits().together = both_ways(rows.limits().together);
  const Numbers judged = rows.cluster(chain);
  for (Node node = 2; node < 2 + 2 * limits::kComponentMax; ++node) {
    EXPECT_EQ(judged[node], judged[node + 1]) << "a judgement may join more than the limit";
  }
  EXPECT_NE(judged[0], judged[1]);
}

/// Any limits over nodes: judgements that agree with a hidden answer, so that none contradicts.
JoinLimits any_limits(size_t count) {
  constexpr uint32_t kEntities = 5;
  const auto answer = *rc::gen::container<Numbers>(count, rc::gen::inRange(0U, kEntities));
  const auto numbers = *rc::gen::container<Numbers>(kEntities, rc::gen::inRange(0U, 3U));
  const auto node = rc::gen::inRange<Node>(0, static_cast<Node>(count));
  JoinLimits limits;
  for (const auto& [a, b] :
       *rc::gen::container<std::vector<std::pair<Node, Node>>>(6, rc::gen::pair(node, node))) {
    if (a != b) (answer[a] == answer[b] ? limits.together : limits.apart).emplace_back(a, b);
  }
  limits.together = both_ways(limits.together);
  limits.apart = both_ways(limits.apart);
  // One number a hidden entity, as a node table makes it.
  limits.vetoes.emplace_back();
  for (const uint32_t entity : answer) limits.vetoes[0].push_back(numbers[entity]);
  return limits;
}

RC_GTEST_PROP(cluster_nodes, limits_hold_and_the_order_of_edges_changes_nothing, ()) {
  const size_t count = *rc::gen::inRange<size_t>(2, 24);
  TextRows texts;
  for (size_t i = 0; i < count; ++i) {
    texts.push_back(
        {std::to_string(*rc::gen::inRange(0, 4)), std::to_string(*rc::gen::inRange(0, 3))});
  }
  Scored rows(texts, {{5, -6}, {3, -2}});
  rows.limits() = any_limits(count);
  rows.plan().components = *rc::gen::arbitrary<bool>();
  std::vector<NodeEdge> edges = rows.edges();
  const Numbers clusters = rows.cluster(edges);
  for (const auto& [a, b] : rows.limits().together) RC_ASSERT(clusters[a] == clusters[b]);
  for (const auto& [a, b] : rows.limits().apart) RC_ASSERT(clusters[a] != clusters[b]);
  for (Node a = 0; a < count; ++a) {
    for (Node b = a + 1; b < count; ++b) {
      const uint32_t left = rows.limits().vetoes[0][a];
      const uint32_t right = rows.limits().vetoes[0][b];
      if (clusters[a] == clusters[b]) RC_ASSERT(left == 0 || right == 0 || left == right);
    }
  }
  std::reverse(edges.begin(), edges.end());
  RC_ASSERT(rows.cluster(edges) == clusters);
}

TEST(cluster_nodes, thread_count_changes_nothing) {
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

TEST(cluster_nodes, a_stop_is_heard) {
  const Scored rows({{"a"}, {"a"}}, {{6, -6}});
  const std::atomic<bool> stop{true};
  RunContext run(nullptr, &stop);
  Scored copy({{"a"}, {"a"}}, {{6, -6}});
  EXPECT_THROW(cluster_nodes(rows.edges(), copy.plan(), run), Error);
}

/// The clusters that rejoin_parts() makes of single nodes.
Numbers rejoined(const Scored& rows, const ClusterPlan& plan, std::vector<NodeEdge> edges) {
  Numbers nodes(plan.node_count);
  std::iota(nodes.begin(), nodes.end(), 0U);
  Numbers clusters = nodes;
  pairs::PairScorer scorer = rows.scorer();
  rejoin_parts({nodes, edges}, plan, scorer, clusters);
  return clusters;
}

RC_GTEST_PROP(cluster_nodes, parts_are_put_together_as_nodes_are, ()) {
  const size_t count = *rc::gen::inRange<size_t>(2, 16);
  TextRows texts;
  for (size_t i = 0; i < count; ++i) {
    texts.push_back({std::to_string(*rc::gen::inRange(0, 3)),
                     std::to_string(*rc::gen::inRange(0, 3)),
                     std::to_string(*rc::gen::inRange(0, 2))});
  }
  Scored rows(texts, {{4, -5}, {4, -3}, {2, -1}});
  rows.limits() = any_limits(count);
  std::vector<Spread> spreads;
  for (int c = 0; c < 3; ++c) {
    spreads.push_back(*rc::gen::element(Spread::keeps, Spread::changes, Spread::least));
  }
  rows.plan().spreads = spreads;
  std::vector<Telling> telling;
  if (*rc::gen::arbitrary<bool>()) telling = {Telling::name, Telling::person, Telling::nothing};
  rows.plan().telling = telling;
  Numbers nodes(count);
  std::iota(nodes.begin(), nodes.end(), 0U);
  pairs::PairScorer scorer = rows.scorer();
  const Numbers together = agglomerate(nodes, rows.plan(), scorer);
  std::vector<NodeEdge> all;
  for (Node a = 0; a < count; ++a) {
    for (Node b = a + 1; b < count; ++b) all.push_back({a, b, 0});
  }
  RC_ASSERT(rejoined(rows, rows.plan(), all) == together);
  std::reverse(all.begin(), all.end());
  RC_ASSERT(rejoined(rows, rows.plan(), all) == together);
}

}  // namespace
}  // namespace newlyn::linkage
