// SPDX-License-Identifier: MIT
// Whole runs under judgements, vetoes and sources without duplicates: what they say holds, whatever
// the order of records and the threads; and every threshold gives what a run of its own would.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/limits.h"
#include "base/random.h"
#include "base/threads.h"
#include "linkage/linkage.h"
#include "linkage/testing/made_records.h"
#include "pairs/pair_batch.h"

namespace newlyn::linkage {
namespace {

using Numbers = std::vector<uint32_t>;

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

std::set<std::set<uint32_t>> partition(const Numbers& cluster_of_record, const Numbers& order) {
  std::map<uint32_t, std::set<uint32_t>> clusters;
  for (size_t i = 0; i < order.size(); ++i) clusters[cluster_of_record[i]].insert(order[i]);
  std::set<std::set<uint32_t>> sets;
  for (auto& [number, records] : clusters) sets.insert(std::move(records));
  return sets;
}

/// Judgements and a veto about the people that agree with who they are.
void add_wishes(const People& people, uint64_t seed, LinkInput& input) {
  Random random(seed);
  const auto count = static_cast<uint32_t>(people.truth.size());
  std::map<uint32_t, uint32_t> number;
  input.vetoes = {{"number", Numbers(count, 0)}};
  for (uint32_t record = 0; record < count; ++record) {
    const bool known = random.below(3) > 0;
    if (known) input.vetoes[0].value_of_record[record] = 1 + people.truth[record] % 7;
  }
  for (uint32_t i = 0; i < count / 2; ++i) {
    const auto left = static_cast<uint32_t>(random.below(count));
    const auto right = static_cast<uint32_t>(
        std::min<uint64_t>(count - 1, left + random.below(3)));  // neighbours are often one person
    if (left != right) {
      input.judgements.push_back({left, right, people.truth[left] == people.truth[right]});
    }
  }
}

/// The input in another order, wishes included.
LinkInput in_order(const People& people, const LinkInput& wishes, const Numbers& order) {
  LinkInput input = reorder(people, order);
  Numbers place(order.size());
  for (uint32_t i = 0; i < order.size(); ++i) place[order[i]] = i;
  for (const Judgement& judgement : wishes.judgements) {
    input.judgements.push_back({place[judgement.right], place[judgement.left], judgement.same});
  }
  std::reverse(input.judgements.begin(), input.judgements.end());
  for (const Veto& veto : wishes.vetoes) {
    input.vetoes.push_back({veto.name, {}});
    for (const uint32_t record : order) {
      input.vetoes.back().value_of_record.push_back(veto.value_of_record[record]);
    }
  }
  return input;
}

void expect_wishes(const LinkInput& wishes, const Numbers& clusters) {
  for (const Judgement& judgement : wishes.judgements) {
    EXPECT_EQ(clusters[judgement.left] == clusters[judgement.right], judgement.same)
        << judgement.left << " " << judgement.right;
  }
  std::map<uint32_t, uint32_t> number_of_cluster;
  for (uint32_t record = 0; record < clusters.size(); ++record) {
    const uint32_t number = wishes.vetoes[0].value_of_record[record];
    if (number == 0) continue;
    const auto [known, is_new] = number_of_cluster.emplace(clusters[record], number);
    EXPECT_EQ(known->second, number) << "record " << record;
  }
}

TEST(judgements_and_vetoes, hold_whatever_the_order_of_records_and_the_threads) {
  const size_t threads = thread_count();
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const bool two_sources = seed % 3 > 0;
    const People people = make_people({60, seed, two_sources, true});
    LinkRequest request;
    request.across_only = seed % 3 == 1;
    request.components = seed % 2 == 0;
    if (seed % 3 == 2) request.duplicate_free = {false, true};
    request.threshold = seed % 4 == 0 ? 0.01 : 0.5;
    LinkInput wishes = people.input;
    add_wishes(people, seed, wishes);
    Numbers first(people.truth.size());
    std::iota(first.begin(), first.end(), 0U);
    set_thread_count(1);
    const LinkResult one = link(in_order(people, wishes, first), request);
    expect_wishes(wishes, one.cluster_of_record);
    set_thread_count(3);
    pairs::set_pairs_at_once(1 + seed % 50);
    const Numbers other = shuffled(people.truth.size(), seed);
    const LinkResult two = link(in_order(people, wishes, other), request);
    EXPECT_EQ(partition(two.cluster_of_record, other), partition(one.cluster_of_record, first));
    pairs::set_pairs_at_once(limits::kPairBatch);
    EXPECT_EQ(two.notes, one.notes);
  }
  set_thread_count(threads);
}

TEST(judgements_and_vetoes, part_records_that_are_equal_in_all_that_is_compared) {
  People people = make_people({120, 3, false, false});
  people.rows.insert(people.rows.end(), 3, people.rows[0]);
  LinkInput input = make_input(people_columns(), people.rows);
  const auto last = static_cast<uint32_t>(people.rows.size() - 1);
  for (size_t i = 0; i < people.rows.size(); ++i) input.record_ids.push_back(std::to_string(i));
  EXPECT_EQ(link(input).cluster_of_record[last], 0U);
  input.judgements = {{0, last, false}};
  const LinkResult judged = link(input);
  EXPECT_NE(judged.cluster_of_record[last], 0U);
  EXPECT_EQ(judged.cluster_of_record[last - 2], judged.cluster_of_record[last - 1]);
  ASSERT_FALSE(judged.notes.empty());
  EXPECT_NE(judged.notes.back().find("judged different"), std::string::npos) << judged.notes.back();
  input.judgements.clear();
  input.vetoes = {{"ticket", Numbers(input.record_count, 0)}};
  input.vetoes[0].value_of_record[0] = 4;
  input.vetoes[0].value_of_record[last - 1] = 9;
  input.vetoes[0].value_of_record[last] = 4;
  const LinkResult vetoed = link(input);
  EXPECT_EQ(vetoed.cluster_of_record[last], 0U);
  EXPECT_NE(vetoed.cluster_of_record[last - 1], 0U);
  EXPECT_NE(vetoed.notes.back().find("ticket"), std::string::npos) << vetoed.notes.back();
}

TEST(judgements_and_vetoes, a_judgement_outranks_a_veto_for_all_who_share_the_values) {
  const People people = make_people({120, 3, false, false});
  LinkInput input = people.input;
  std::map<uint32_t, Numbers> records_of;
  for (uint32_t i = 0; i < people.truth.size(); ++i) records_of[people.truth[i]].push_back(i);
  // Two people of two records each: the second records of both have other numbers.
  std::vector<Numbers> pairs;
  const LinkResult plain = link(input);
  for (const auto& [who, records] : records_of) {
    const bool found = records.size() == 2 &&
                       plain.cluster_of_record[records[0]] == plain.cluster_of_record[records[1]];
    if (found) pairs.push_back(records);
  }
  ASSERT_GE(pairs.size(), 2U);
  input.vetoes = {{"ticket", Numbers(input.record_count, 0)}};
  for (const size_t i : {0U, 1U}) {
    input.vetoes[0].value_of_record[pairs[i][0]] = 1;
    input.vetoes[0].value_of_record[pairs[i][1]] = 2;
  }
  Numbers clusters = link(input).cluster_of_record;
  EXPECT_NE(clusters[pairs[0][0]], clusters[pairs[0][1]]);
  input.judgements = {{pairs[0][0], pairs[0][1], true}};
  clusters = link(input).cluster_of_record;
  EXPECT_EQ(clusters[pairs[0][0]], clusters[pairs[0][1]]);
  EXPECT_EQ(clusters[pairs[1][0]], clusters[pairs[1][1]]) << "both numbers are one from now on";
}

TEST(judgements_and_vetoes, judgements_that_contradict_each_other_are_refused) {
  const People people = make_people({20, 3, false, false});
  LinkInput input = people.input;
  input.judgements = {{0, 1, true}, {1, 2, true}, {2, 0, false}};
  try {
    link(input);
    ADD_FAILURE() << "not refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::request_invalid);
    EXPECT_NE(std::string(error.what()).find("contradict"), std::string::npos);
  }
}

TEST(judgements_and_vetoes, a_source_without_duplicates_gives_one_record_at_most) {
  const People people = make_people({150, 5, true, true});
  LinkRequest request;
  const auto most_of = [&](uint32_t source) {
    std::map<uint32_t, int> records;
    int most = 0;
    const LinkResult result = link(people.input, request);
    for (size_t i = 0; i < people.truth.size(); ++i) {
      if (people.input.source_of_record[i] != source) continue;
      most = std::max(most, ++records[result.cluster_of_record[i]]);
    }
    return most;
  };
  request.duplicate_free = {false, false};
  EXPECT_GT(most_of(1), 1);
  request.duplicate_free = {false, true};
  EXPECT_EQ(most_of(1), 1);
  request.duplicate_free = {true, false};
  EXPECT_EQ(most_of(0), 1);
  EXPECT_GT(most_of(1), 1) << "nothing was said of the other source";
}

TEST(clusters_at, are_those_of_a_run_with_that_threshold) {
  for (const bool components : {false, true}) {
    const People people = make_people({150, 11, false, true});
    LinkRequest request;
    request.components = components;
    request.threshold = 0.9;
    request.thresholds = {0.5, 0.01, 0.999};
    RunContext run;
    const auto linkage = link_records(people.input, request, run);
    for (const double threshold : {0.01, 0.5, 0.9, 0.999}) {
      LinkRequest alone;
      alone.components = components;
      alone.threshold = threshold;
      EXPECT_EQ(linkage->clusters_at(threshold, run), link(people.input, alone).cluster_of_record)
          << threshold;
    }
    EXPECT_THROW(linkage->clusters_at(0.001, run), Error) << "edges were not kept so far down";
  }
}

}  // namespace
}  // namespace newlyn::linkage
