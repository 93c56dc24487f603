// SPDX-License-Identifier: MIT
// Whole runs on made-up people: right, the same whatever the order and the threads, and unharmed by
// inputs that hold little or nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/limits.h"
#include "base/random.h"
#include "base/threads.h"
#include "linkage/evaluation.h"
#include "linkage/linkage.h"
#include "linkage/testing/made_records.h"
#include "pairs/pair_batch.h"

namespace newlyn::linkage {
namespace {

using Numbers = std::vector<uint32_t>;

constexpr std::array<size_t, 4> kBatches = {1, 2, 37, 1000};  // of pairs compared together

LinkResult link(LinkInput input, const LinkRequest& request = {}) {
  RunContext run;
  return link_records(std::move(input), request, run)->result();
}

Numbers shuffled(size_t count, uint64_t seed) {
  Random random(seed);
  Numbers order(count);
  std::iota(order.begin(), order.end(), 0U);
  for (size_t i = count; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  return order;
}

/// The clusters as sets of the records' first numbers, whatever order they came in.
std::set<std::set<uint32_t>> partition(const Numbers& cluster_of_record, const Numbers& order) {
  std::map<uint32_t, std::set<uint32_t>> clusters;
  for (size_t i = 0; i < order.size(); ++i) clusters[cluster_of_record[i]].insert(order[i]);
  std::set<std::set<uint32_t>> sets;
  for (auto& [number, records] : clusters) sets.insert(std::move(records));
  return sets;
}

/// What must hold of every answer.
void expect_sound(const LinkResult& result, size_t record_count) {
  ASSERT_EQ(result.cluster_of_record.size(), record_count);
  uint32_t next = 0;
  for (const uint32_t cluster : result.cluster_of_record) {
    EXPECT_LE(cluster, next) << "clusters are numbered by their least record";
    next = std::max(next, cluster + 1);
  }
  EXPECT_EQ(result.cluster_count, next);
  uint64_t pairs = 0;
  for (const RuleReport& rule : result.rules) pairs += rule.new_pairs;
  EXPECT_EQ(pairs, result.pair_count);
  for (size_t i = 0; i < result.edges.size(); ++i) {
    EXPECT_LT(result.edges[i].left, result.edges[i].right);
    EXPECT_LT(result.edges[i].right, record_count);
    EXPECT_TRUE(std::isfinite(result.edges[i].weight));
    if (i == 0) continue;
    EXPECT_LT(std::pair(result.edges[i - 1].left, result.edges[i - 1].right),
              std::pair(result.edges[i].left, result.edges[i].right));
  }
}

void expect_equal_answers(const LinkResult& one, const LinkResult& other) {
  EXPECT_EQ(one.cluster_of_record, other.cluster_of_record);
  EXPECT_EQ(one.pair_count, other.pair_count);
  ASSERT_EQ(one.edges.size(), other.edges.size());
  for (size_t i = 0; i < one.edges.size(); ++i) {
    EXPECT_EQ(one.edges[i].left, other.edges[i].left);
    EXPECT_EQ(one.edges[i].right, other.edges[i].right);
    EXPECT_EQ(one.edges[i].weight, other.edges[i].weight);
    EXPECT_EQ(one.edges[i].rule, other.edges[i].rule);
  }
}

TEST(link_records, people_are_found_without_any_setting) {
  for (const uint64_t seed : {1U, 2U, 3U}) {
    const People people = make_people({400, seed, false, true});
    const LinkResult result = link(people.input);
    expect_sound(result, people.truth.size());
    const Accuracy accuracy = evaluate_clusters(result.cluster_of_record, people.truth, {});
    EXPECT_GT(accuracy.precision, 0.95) << "seed " << seed;
    EXPECT_GT(accuracy.recall, 0.9) << "seed " << seed;
    EXPECT_GT(result.identical_records, 0U);
    EXPECT_FALSE(result.rules.empty());
  }
}

TEST(link_records, people_of_two_sources_are_matched) {
  const People people = make_people({400, 4, true, false});
  LinkRequest request;
  request.across_only = true;
  const LinkResult result = link(people.input, request);
  expect_sound(result, people.truth.size());
  const auto& sources = people.input.source_of_record;
  for (const Edge& edge : result.edges) EXPECT_NE(sources[edge.left], sources[edge.right]);
  const Accuracy accuracy = evaluate_clusters(result.cluster_of_record, people.truth, sources);
  EXPECT_GT(accuracy.precision, 0.95);
  EXPECT_GT(accuracy.recall, 0.9);
}

TEST(link_records, one_to_one_puts_at_most_one_record_of_a_source_into_a_cluster) {
  const People people = make_people({200, 5, true, true});
  LinkRequest request;
  request.across_only = true;
  request.one_to_one = true;
  const LinkResult result = link(people.input, request);
  expect_sound(result, people.truth.size());
  std::set<std::pair<uint32_t, uint32_t>> seen;
  for (size_t i = 0; i < people.truth.size(); ++i) {
    EXPECT_TRUE(
        seen.insert({result.cluster_of_record[i], people.input.source_of_record[i]}).second);
  }
  const Accuracy accuracy =
      evaluate_clusters(result.cluster_of_record, people.truth, people.input.source_of_record);
  EXPECT_GT(accuracy.precision, 0.95);
}

/// The ways a run can be asked for.
std::vector<LinkRequest> requests() {
  LinkRequest match;
  match.across_only = true;
  LinkRequest one_to_one = match;
  one_to_one.one_to_one = true;
  return {{}, match, one_to_one};
}

TEST(link_records, edges_that_nobody_asks_for_are_counted) {
  for (LinkRequest request : requests()) {
    const People people = make_people({300, 7, request.across_only, true});
    const LinkResult listed = link(people.input, request);
    request.only_counts_edges = true;
    const LinkResult counted = link(people.input, request);
    EXPECT_GT(counted.edge_count, 0U);
    EXPECT_EQ(counted.edge_count, listed.edges.size());
    EXPECT_EQ(counted.edge_count, listed.edge_count);
    EXPECT_TRUE(counted.edges.empty());
    EXPECT_EQ(counted.cluster_of_record, listed.cluster_of_record);
  }
}

TEST(link_records, the_order_of_records_changes_nothing) {
  for (const LinkRequest& request : requests()) {
    const People people = make_people({80, 6, request.across_only, true});
    Numbers first(people.truth.size());
    std::iota(first.begin(), first.end(), 0U);
    const auto expected = partition(link(people.input, request).cluster_of_record, first);
    for (const uint64_t seed : {1U, 2U}) {
      const Numbers other = shuffled(people.truth.size(), seed);
      const LinkResult result = link(reorder(people, other), request);
      expect_sound(result, people.truth.size());
      EXPECT_EQ(partition(result.cluster_of_record, other), expected);
    }
  }
}

TEST(link_records, the_thread_count_changes_nothing) {
  const size_t threads = thread_count();
  for (const LinkRequest& request : requests()) {
    const People people = make_people({100, 7, request.across_only, true});
    set_thread_count(1);
    const LinkResult expected = link(people.input, request);
    for (const size_t count : {2U, 5U}) {
      set_thread_count(count);
      expect_equal_answers(link(people.input, request), expected);
    }
  }
  set_thread_count(threads);
}

TEST(link_records, the_size_of_batches_changes_nothing) {
  for (const LinkRequest& request : requests()) {
    const People people = make_people({100, 9, request.across_only, true});
    const LinkResult expected = link(people.input, request);
    for (const size_t pairs : kBatches) {
      pairs::set_pairs_at_once(pairs);
      expect_equal_answers(link(people.input, request), expected);
    }
    pairs::set_pairs_at_once(limits::kPairBatch);
  }
}

TEST(link_records, order_threads_and_batches_change_nothing_for_any_people) {
  const size_t threads = thread_count();
  for (uint64_t seed = 0; seed < 18; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const size_t kind = seed % requests().size();
    const People people = make_people({1 + seed, seed, kind > 0, true});
    const Numbers first = shuffled(people.truth.size(), 100);
    const Numbers other = shuffled(people.truth.size(), seed);
    set_thread_count(1);
    const LinkResult one = link(reorder(people, first), requests()[kind]);
    set_thread_count(seed % 2 == 0 ? 2 : 5);
    pairs::set_pairs_at_once(kBatches[seed % kBatches.size()]);
    const LinkResult two = link(reorder(people, other), requests()[kind]);
    pairs::set_pairs_at_once(limits::kPairBatch);
    EXPECT_EQ(partition(one.cluster_of_record, first), partition(two.cluster_of_record, other));
    EXPECT_EQ(one.edges.size(), two.edges.size());
    EXPECT_EQ(one.pair_count, two.pair_count);
  }
  set_thread_count(threads);
}

TEST(link_records, a_saved_model_gives_the_same_edges_again) {
  for (const bool across : {false, true}) {
    const People people = make_people({200, 8, across, true});
    LinkRequest request;
    request.across_only = across;
    request.every_edge = true;
    const LinkResult trained = link(people.input, request);
    ASSERT_FALSE(trained.edges.empty());
    request.model = read_model(write_model(trained.model));
    const LinkResult again = link(people.input, request);
    expect_equal_answers(again, trained);
    EXPECT_EQ(write_model(again.model), write_model(trained.model));
  }
}

TEST(link_records, a_model_for_columns_as_they_are_is_used) {
  const std::string json = R"({"probability_two_random_records_match": 0.01,
    "blocking_rules_to_generate_predictions": ["l.town = r.town"],
    "comparisons": [{"output_column_name": "street", "comparison_levels": [
      {"sql_condition": "street_l IS NULL OR street_r IS NULL", "is_null_level": true},
      {"sql_condition": "street_l = street_r", "m_probability": 0.9, "u_probability": 0.001},
      {"sql_condition": "ELSE", "m_probability": 0.1, "u_probability": 0.999}]}]})";
  LinkRequest request;
  request.model = read_model(json);
  request.every_edge = true;
  const LinkInput input = make_input({"street", "town"}, {{"low road", "truro"},
                                                          {"low road", "truro"},
                                                          {"high road", "truro"},
                                                          {"low road", "bath"},
                                                          {"", "truro"}});
  RunContext run;
  const auto linkage = link_records(input, request, run);
  const LinkResult& result = linkage->result();
  const double prior = std::log2(0.01 / 0.99);
  ASSERT_EQ(result.edges.size(), 6U) << "all pairs of the four records in Truro";
  EXPECT_EQ(result.cluster_of_record, (Numbers{0, 0, 1, 2, 3}));
  for (const Edge& edge : result.edges) {
    const bool same = edge.left == 0 && edge.right == 1;
    const bool unknown = edge.right == 4;
    const double weight = same ? std::log2(900) : unknown ? 0 : std::log2(0.1 / 0.999);
    EXPECT_NEAR(edge.weight, prior + weight, 1e-4) << edge.left << " " << edge.right;
  }
  EXPECT_EQ(linkage->gammas(result.edges), (std::vector<int8_t>{1, 0, -1, 0, -1, -1}));
  const PairEvidence evidence = linkage->evidence(0, 1);
  EXPECT_NEAR(evidence.prior_weight, prior, 1e-9);
  ASSERT_EQ(evidence.parts.size(), 1U);
  EXPECT_EQ(evidence.parts[0].gamma, 1);
  EXPECT_NEAR(evidence.total_weight, prior + std::log2(900), 1e-9);
}

TEST(link_records, a_model_that_names_a_missing_column_is_refused_by_name) {
  const People people = make_people({30, 9, false, false});
  const Model trained = link(people.input).model;
  const auto refusal = [&](const Model& model) {
    LinkRequest request;
    request.model = model;
    try {
      link(people.input, request);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::model_invalid);
      return std::string(error.what());
    }
    return std::string();
  };
  Model model = trained;
  model.comparisons[0].levels[0].sql = "shoe_size_l = shoe_size_r";
  EXPECT_NE(refusal(model).find("shoe_size"), std::string::npos);
  model = trained;
  model.comparisons[0].levels[1].term_column = "shoe_size";
  EXPECT_NE(refusal(model).find("shoe_size"), std::string::npos);
  model = trained;
  model.rules[0].sql = "l.shoe_size = r.shoe_size";
  EXPECT_NE(refusal(model).find("shoe_size"), std::string::npos);
}

TEST(link_records, a_threshold_of_zero_joins_every_candidate) {
  const People people = make_people({60, 10, false, false});
  LinkRequest request;
  request.threshold = 0;
  request.edge_probability = 0;
  const LinkResult all = link(people.input, request);
  expect_sound(all, people.truth.size());
  EXPECT_GE(all.edges.size(), all.pair_count);
  EXPECT_GT(all.pair_count, 0U);
  for (const Edge& edge : all.edges) {
    EXPECT_EQ(all.cluster_of_record[edge.left], all.cluster_of_record[edge.right]);
  }
}

TEST(link_records, higher_thresholds_never_join_more) {
  const People people = make_people({150, 11, false, true});
  uint32_t clusters = 0;
  for (const double threshold : {0.0, 0.01, 0.5, 0.99, 0.9999999, 1.0}) {
    LinkRequest request;
    request.threshold = threshold;
    const LinkResult result = link(people.input, request);
    expect_sound(result, people.truth.size());
    EXPECT_GE(result.cluster_count, clusters) << threshold;
    clusters = result.cluster_count;
    if (threshold < 0.999) {
      EXPECT_LT(clusters, people.truth.size()) << threshold;
    }
  }
}

TEST(link_records, edges_start_at_the_probability_asked_for) {
  const People people = make_people({100, 12, false, false});
  LinkRequest request;
  request.edge_probability = 0.9;
  for (const Edge& edge : link(people.input, request).edges) {
    EXPECT_GE(probability_of(edge.weight), 0.9 - 1e-6);
  }
}

TEST(link_records, evidence_adds_up_to_the_weight_of_the_edge) {
  const People people = make_people({150, 13, false, true});
  RunContext run;
  const auto linkage = link_records(people.input, {}, run);
  const LinkResult& result = linkage->result();
  ASSERT_FALSE(result.edges.empty());
  const size_t width = result.model.comparisons.size();
  const auto gammas = linkage->gammas(result.edges);
  ASSERT_EQ(gammas.size(), result.edges.size() * width);
  for (size_t i = 0; i < result.edges.size(); ++i) {
    const Edge& edge = result.edges[i];
    const PairEvidence evidence = linkage->evidence(edge.left, edge.right);
    EXPECT_NEAR(evidence.total_weight, edge.weight, 1e-3);
    double sum = evidence.prior_weight + evidence.household_weight;
    for (size_t c = 0; c < width; ++c) {
      sum += evidence.parts[c].weight;
      EXPECT_EQ(evidence.parts[c].gamma, gammas[i * width + c]);
    }
    EXPECT_NEAR(sum, evidence.total_weight, 1e-6);
  }
  EXPECT_THROW(linkage->evidence(0, static_cast<uint32_t>(people.truth.size())), Error);
}

/// Asks to stop when a step begins.
class Stopper : public ProgressListener {
 public:
  Stopper(std::string step, std::atomic<bool>& stop) : step_(std::move(step)), stop_(stop) {}
  void step_began(std::string_view name) override {
    if (name == step_) stop_ = true;
  }
  void advanced(std::string_view, uint64_t, uint64_t) override {}
  void step_ended(const StepTime&) override {}

 private:
  std::string step_;
  std::atomic<bool>& stop_;
};

TEST(link_records, a_stop_ends_the_run_in_any_step) {
  const People people = make_people({80, 14, false, false});
  for (const char* step : {"encoding", "training", "blocking", "scoring", "clustering"}) {
    std::atomic<bool> stop{false};
    Stopper stopper(step, stop);
    RunContext run(&stopper, &stop);
    try {
      link_records(people.input, {}, run);
      ADD_FAILURE() << "not stopped in " << step;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::interrupted) << step;
    }
    EXPECT_TRUE(stop) << "there is a step called " << step;
  }
}

TEST(link_records, inputs_that_hold_little_or_nothing) {
  const std::vector<std::string> names = people_columns();
  const std::vector<std::string> empty(names.size());
  const std::vector<std::string> kim = {"kim", "lee", "1990-01-01", "1", "low road", "truro", "q1"};
  const std::vector<TextRows> tables = {{},
                                        {kim},
                                        {empty},
                                        {empty, empty, empty},
                                        {kim, kim, kim},
                                        {kim, empty},
                                        {kim, empty, empty, kim}};
  for (const TextRows& rows : tables) {
    for (LinkRequest request : requests()) {
      LinkInput input = make_input(names, rows);
      input.source_names = {"one", "two"};
      for (size_t i = 0; i < rows.size(); ++i) input.source_of_record[i] = i % 2;
      const LinkResult result = link(std::move(input), request);
      expect_sound(result, rows.size());
    }
  }
}

TEST(link_records, records_without_any_value_are_nobody) {
  const std::vector<std::string> names = people_columns();
  const LinkResult nulls =
      link(make_input(names, TextRows(5, std::vector<std::string>(names.size()))));
  EXPECT_EQ(nulls.cluster_count, 5U);
  EXPECT_TRUE(nulls.edges.empty());
  const LinkResult none = link(make_input({}, TextRows(5)));
  EXPECT_EQ(none.cluster_count, 5U);
  EXPECT_TRUE(none.edges.empty());
}

TEST(link_records, records_without_value_among_people_are_nobody) {
  People people = make_people({80, 15, false, false});
  for (int i = 0; i < 3; ++i)
    people.rows.push_back(std::vector<std::string>(people_columns().size()));
  const LinkResult result = link(make_input(people_columns(), people.rows));
  std::map<uint32_t, int> size;
  for (const uint32_t cluster : result.cluster_of_record) ++size[cluster];
  for (size_t i = people.truth.size(); i < people.rows.size(); ++i) {
    EXPECT_EQ(size[result.cluster_of_record[i]], 1);
  }
}

TEST(link_records, many_columns_do_not_take_many_times_longer) {
  constexpr size_t kColumns = 2'000;
  std::vector<std::string> names;
  for (size_t c = 0; c < kColumns; ++c) names.push_back("c" + std::to_string(c));
  Random random(16);
  TextRows rows;
  for (int i = 0; i < 30; ++i) {
    auto& row = rows.emplace_back();
    for (size_t c = 0; c < kColumns; ++c) row.push_back("v" + std::to_string(random.below(20)));
  }
  for (int i = 0; i < 5; ++i) rows.push_back(rows[static_cast<size_t>(i)]);
  rows.back()[0] = "other";
  const LinkResult result = link(make_input(names, rows));
  expect_sound(result, rows.size());
  EXPECT_LE(result.model.comparisons.size(), 10U);
}

TEST(link_records, a_column_of_the_wrong_length_is_a_defect) {
  LinkInput input = make_input({"town"}, {{"truro"}, {"bath"}});
  input.record_count = 3;
  EXPECT_THROW(link(std::move(input)), Error);
}

TEST(weights, and_probabilities_turn_into_each_other) {
  EXPECT_DOUBLE_EQ(probability_of(0), 0.5);
  EXPECT_DOUBLE_EQ(weight_of(0.5), 0);
  for (const double weight : {-30.0, -3.0, 0.1, 5.0, 20.0}) {
    EXPECT_NEAR(weight_of(probability_of(weight)), weight, 1e-6);
  }
}

}  // namespace
}  // namespace newlyn::linkage
