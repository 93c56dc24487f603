// SPDX-License-Identifier: MIT
// Counts of blocking against pairs counted one by one; estimates against what is true.
#include "linkage/blocking_report.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "base/error.h"
#include "base/threads.h"
#include "linkage/testing/made_records.h"

namespace newlyn::linkage {
namespace {

BlockingReport count(LinkInput records, const BlockingRequest& request,
                     std::vector<uint32_t> truth = {}) {
  RunContext run;
  return report_blocking({std::move(records), std::nullopt, std::move(truth)}, request, run);
}

BlockingRequest by_hand(std::vector<std::string> rules) {
  BlockingRequest request;
  for (std::string& rule : rules) request.rules.push_back({std::move(rule)});
  request.estimate = false;
  return request;
}

/// The pairs of records that agree on one of `columns`, counted one by one.
std::vector<std::set<std::pair<size_t, size_t>>> pairs_by_column(const TextRows& rows,
                                                                 size_t columns) {
  std::vector<std::set<std::pair<size_t, size_t>>> pairs(columns);
  for (size_t column = 0; column < columns; ++column) {
    for (size_t i = 0; i < rows.size(); ++i) {
      for (size_t j = i + 1; j < rows.size(); ++j) {
        const bool agree = !rows[i][column].empty() && rows[i][column] == rows[j][column];
        if (agree) pairs[column].emplace(i, j);
      }
    }
  }
  return pairs;
}

RC_GTEST_PROP(blocking_report, counts_are_those_of_pairs_counted_one_by_one, ()) {
  TextRows rows(static_cast<size_t>(*rc::gen::inRange(0, 40)));
  for (std::vector<std::string>& row : rows) {
    for (int column = 0; column < 3; ++column) {
      row.push_back(*rc::gen::element<std::string>("", "a", "b", "c", "d"));
    }
  }
  const BlockingReport report =
      count(make_input({"x", "y", "z"}, rows), by_hand({"l.x = r.x", "l.y = r.y", "l.z = r.z"}));
  std::set<std::pair<size_t, size_t>> found;
  std::set<size_t> blocked;
  const auto pairs = pairs_by_column(rows, 3);
  for (size_t rule = 0; rule < 3; ++rule) {
    const size_t before = found.size();
    found.insert(pairs[rule].begin(), pairs[rule].end());
    RC_ASSERT(report.rules[rule].pairs == pairs[rule].size());
    RC_ASSERT(report.rules[rule].new_pairs == found.size() - before);
    RC_ASSERT(report.rules[rule].cumulative == found.size());
  }
  for (const auto& [left, right] : found) {
    blocked.insert(left);
    blocked.insert(right);
  }
  RC_ASSERT(report.records == rows.size());
  RC_ASSERT(report.blocked_records == blocked.size());
}

TEST(blocking_report, largest_blocks_come_with_their_keys) {
  const TextRows rows = {{"smith", "1970-01-01"}, {"smith", "1970-05-05"}, {"smith", "1971-01-01"},
                         {"jones", "1970-02-02"}, {"jones", "1970-03-03"}, {"brown", "1980-01-01"}};
  BlockingRequest request = by_hand(
      {"l.name = r.name and substr(l.born, 1, 4) = substr(r.born, 1, 4)", "l.name = r.name"});
  request.blocks_shown = 1;
  const BlockingReport report = count(make_input({"name", "born"}, rows), request);
  ASSERT_EQ(report.rules[1].largest.size(), 1U);
  EXPECT_EQ(report.rules[1].largest[0].records, 3U);
  EXPECT_EQ(report.rules[1].largest[0].pairs, 3U);
  EXPECT_EQ(report.rules[1].largest[0].key[0],
            (std::pair<std::string, std::string>{"name", "smith"}));
  EXPECT_EQ(report.rules[0].block_count, 2U);
  EXPECT_EQ(report.rules[0].largest[0].key[1].second, "1970");
  EXPECT_EQ(report.rules[0].words, "name and first 4 letters of born");
}

TEST(blocking_report, a_word_that_makes_a_block_is_shown_alone) {
  const TextRows rows = {{"north star trading"}, {"star of india"}, {"southern cross"}};
  const BlockingReport report =
      count(make_input({"name"}, rows), by_hand({"newlyn_words(l.name) = newlyn_words(r.name)"}));
  EXPECT_EQ(report.rules[0].pairs, 1U);
  ASSERT_EQ(report.rules[0].largest.size(), 1U);
  EXPECT_EQ(report.rules[0].largest[0].key[0].second, "star");
}

TEST(blocking_report, only_pairs_across_sources_count_in_a_match) {
  LinkInput input = make_input({"x"}, {{"a"}, {"a"}, {"a"}, {"b"}, {"b"}});
  input.source_names = {"left", "right"};
  input.source_of_record = {0, 0, 1, 0, 0};
  BlockingRequest request = by_hand({"l.x = r.x"});
  request.across_only = true;
  const BlockingReport report = count(std::move(input), request, {7, 7, 7, 8, 8});
  EXPECT_DOUBLE_EQ(report.possible_pairs, 4);
  EXPECT_EQ(report.rules[0].pairs, 2U);
  EXPECT_EQ(report.blocked_records, 3U);
  EXPECT_EQ(report.true_pairs, 2U);
  EXPECT_EQ(report.true_pairs_found, 2U);
}

TEST(blocking_report, expected_matches_come_near_the_true_ones) {
  const People people = make_people({600, 3, false, false});
  BlockingRequest request;
  request.rules = {{"l.family_name = r.family_name"}};
  const BlockingReport report = count(people.input, request, people.truth);
  ASSERT_TRUE(report.rules[0].expected_matches.has_value());
  const auto truly = static_cast<double>(report.true_pairs_found);
  EXPECT_GT(*report.rules[0].expected_matches, 0.7 * truly);
  EXPECT_LT(*report.rules[0].expected_matches, 1.3 * truly);
  // The rule loses misspelt names, so something is worth adding.
  ASSERT_FALSE(report.suggestions.empty());
  EXPECT_GT(report.suggestions[0].expected_matches, 1);
  EXPECT_LT(report.suggestions[0].expected_matches,
            static_cast<double>(*report.true_pairs) * 1.1 - truly + 1);
}

TEST(blocking_report, a_suggested_rule_brings_what_it_promises) {
  const People people = make_people({600, 3, false, false});
  BlockingRequest request;
  request.rules = {{"l.family_name = r.family_name"}};
  request.suggestions_max = 1;
  const BlockingReport first = count(people.input, request);
  ASSERT_EQ(first.suggestions.size(), 1U);
  request.rules.push_back({first.suggestions[0].sql});
  const BlockingReport second = count(people.input, request);
  const auto new_pairs = static_cast<double>(second.rules[1].new_pairs);
  EXPECT_NEAR(first.suggestions[0].new_pairs, new_pairs, 0.25 * new_pairs + 5);
}

TEST(blocking_report, threads_change_nothing) {
  const People people = make_people({400, 5, false, true});
  const size_t before = thread_count();
  set_thread_count(1);
  const BlockingReport one = count(people.input, {});
  set_thread_count(3);
  const BlockingReport three = count(people.input, {});
  set_thread_count(before);
  ASSERT_EQ(one.rules.size(), three.rules.size());
  for (size_t i = 0; i < one.rules.size(); ++i) {
    EXPECT_EQ(one.rules[i].new_pairs, three.rules[i].new_pairs);
    EXPECT_EQ(one.rules[i].expected_matches, three.rules[i].expected_matches);
  }
}

TEST(blocking_report, a_missing_column_is_named_with_those_there_are) {
  try {
    count(make_input({"x", "y"}, {{"a", "b"}}), by_hand({"l.z = r.z"}));
    FAIL() << "the rule was taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::model_invalid);
    EXPECT_NE(std::string(error.what()).find("x, y"), std::string::npos);
  }
}

TEST(blocking_report, no_records_are_counted_too) {
  const BlockingReport report = count(make_input({"x"}, {}), by_hand({"l.x = r.x"}));
  EXPECT_EQ(report.records, 0U);
  EXPECT_EQ(report.rules[0].pairs, 0U);
  EXPECT_DOUBLE_EQ(report.possible_pairs, 0);
}

}  // namespace
}  // namespace newlyn::linkage
