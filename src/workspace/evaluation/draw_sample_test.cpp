// SPDX-License-Identifier: MIT
// A drawn sample against looking at every pair of a small run.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "base/random.h"
#include "workspace/evaluation/error_draw.h"
#include "workspace/evaluation/judgement_sheet.h"

namespace newlyn::workspace {
namespace {

/// A small run: clusters, some edges, and one set of equal records.
struct MadeRun {
  LinkedFiles files;
  linkage::LinkResult result;
  std::map<std::pair<uint32_t, uint32_t>, double> weight_of_pair;
};

std::unique_ptr<MadeRun> make_run(uint64_t seed, bool across) {
  auto run = std::make_unique<MadeRun>();
  Random random(seed);
  constexpr uint32_t kRecords = 40;
  run->files.record_count = kRecords;
  for (uint32_t i = 0; i < kRecords; ++i) {
    if (across) run->files.side_of_record.push_back(static_cast<uint32_t>(random.below(2)));
    run->result.cluster_of_record.push_back(static_cast<uint32_t>(random.below(15)));
  }
  // Records 0, 1 and 2 are equal and in one cluster, tied to the first of them.
  if (!across) {
    for (const uint32_t other : {1U, 2U}) {
      run->result.cluster_of_record[other] = run->result.cluster_of_record[0];
      run->result.edges.push_back({0, other, 30, linkage::kIdenticalRule});
    }
    for (const auto& pair : {std::pair(0U, 1U), std::pair(0U, 2U), std::pair(1U, 2U)}) {
      run->weight_of_pair[pair] = 30;
    }
  }
  for (uint32_t a = 0; a < kRecords; ++a) {
    for (uint32_t b = a + 1; b < kRecords; ++b) {
      if (across && run->files.side_of_record[a] == run->files.side_of_record[b]) continue;
      if (run->weight_of_pair.contains({a, b}) || random.below(4) != 0) continue;
      const double weight = random.fraction() * 40 - 20;
      run->result.edges.push_back({a, b, weight, 0});
      run->weight_of_pair[{a, b}] = weight;
    }
  }
  std::sort(run->result.edges.begin(), run->result.edges.end(),
            [](const linkage::Edge& a, const linkage::Edge& b) {
              return std::pair(a.left, a.right) < std::pair(b.left, b.right);
            });
  return run;
}

std::vector<SampleStratum> draw(const MadeRun& run, size_t pairs, size_t unblocked, uint64_t seed) {
  EvaluateRequest request;
  request.sample = pairs;
  request.sample_unblocked = unblocked;
  request.link.seed = seed;
  const CandidatePairs candidates(run.result);
  return draw_sample({run.files, run.result.cluster_of_record, candidates, 0.7}, request);
}

/// Checks that a drawn pair is of the kind its stratum says.
void check_pair(const MadeRun& run, const SampleStratum& stratum, RecordPair pair) {
  const auto& clusters = run.result.cluster_of_record;
  RC_ASSERT(pair.left < pair.right);
  RC_ASSERT(stratum.called == (clusters[pair.left] == clusters[pair.right]));
  const auto& sides = run.files.side_of_record;
  if (!sides.empty()) RC_ASSERT(sides[pair.left] != sides[pair.right]);
  const auto found = run.weight_of_pair.find({pair.left, pair.right});
  RC_ASSERT(stratum.compared == (found != run.weight_of_pair.end()));
  if (!stratum.compared) return;
  const double probability = linkage::probability_of(found->second);
  if (stratum.low < 1) {
    RC_ASSERT(probability >= stratum.low);
    RC_ASSERT(probability <= stratum.high);
  }
}

TEST(draw_sample, the_strata_hold_every_pair_once_and_draws_are_of_their_kind) {
  EXPECT_TRUE(rc::check([] {
    const auto seed = *rc::gen::arbitrary<uint64_t>();
    const bool across = *rc::gen::arbitrary<bool>();
    const auto run = make_run(seed, across);
    const auto strata = draw(*run, 60, 20, seed);
    double pairs = 0;
    size_t drawn = 0;
    size_t unblocked = 0;
    std::set<std::pair<uint32_t, uint32_t>> seen;
    for (const SampleStratum& stratum : strata) {
      pairs += stratum.pairs;
      RC_ASSERT(static_cast<double>(stratum.drawn.size()) <= stratum.pairs);
      for (const RecordPair pair : stratum.drawn) {
        check_pair(*run, stratum, pair);
        RC_ASSERT(seen.emplace(pair.left, pair.right).second);
      }
      const bool is_unblocked = !stratum.compared && !stratum.called;
      (is_unblocked ? unblocked : drawn) += stratum.drawn.size();
    }
    double possible = 40 * 39 / 2;
    if (across) {
      const auto& sides = run->files.side_of_record;
      const auto right = static_cast<double>(std::count(sides.begin(), sides.end(), 1U));
      possible = right * (40 - right);
    }
    RC_ASSERT(pairs == possible);
    RC_ASSERT(drawn == 60);
    RC_ASSERT(unblocked == 20);
  }));
}

TEST(draw_sample, the_same_seed_draws_the_same_pairs) {
  const auto run = make_run(5, false);
  const auto first = draw(*run, 30, 5, 9);
  const auto again = draw(*run, 30, 5, 9);
  const auto other = draw(*run, 30, 5, 10);
  ASSERT_EQ(first.size(), again.size());
  bool differs = false;
  for (size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].drawn, again[i].drawn);
    differs |= !(first[i].drawn == other[i].drawn);
  }
  EXPECT_TRUE(differs);
}

TEST(draw_sample, every_kind_of_pair_is_drawn_before_any_is_drawn_often) {
  const auto run = make_run(5, false);
  const auto all = draw(*run, 1, 0, 1);
  const auto strata = draw(*run, all.size(), 0, 1);
  for (const SampleStratum& stratum : strata) EXPECT_EQ(stratum.drawn.size(), 1U);
}

TEST(candidate_pairs, edges_the_other_way_round_and_pairs_of_equal_records_are_found) {
  linkage::LinkResult result;
  result.edges = {{0, 3, 9, linkage::kIdenticalRule},
                  {0, 5, 9, linkage::kIdenticalRule},
                  {4, 1, -2, 0},
                  {2, 4, 7, 1}};
  const CandidatePairs candidates(result);
  EXPECT_EQ(candidates.count(), 5U);
  EXPECT_EQ(candidates.weight({3, 5}), 9);
  EXPECT_EQ(candidates.weight({0, 5}), 9);
  EXPECT_EQ(candidates.weight({1, 4}), -2);
  EXPECT_EQ(candidates.weight({2, 4}), 7);
  EXPECT_FALSE(candidates.weight({1, 2}).has_value());
  EXPECT_FALSE(candidates.weight({0, 4}).has_value());
}

TEST(error_draw, each_entity_comes_before_any_comes_twice) {
  ErrorDraw draw(3, 1);
  for (uint32_t i = 0; i < 5000; ++i) draw.offer({i, 9000}, 1);
  draw.offer({1, 2}, 2);
  const auto pairs = draw.take();
  ASSERT_EQ(pairs.size(), 3U);
  const RecordPair of_second{1, 2};
  EXPECT_EQ(std::count(pairs.begin(), pairs.end(), of_second), 1);
  ErrorDraw none(0, 1);
  none.offer({1, 2}, 1);
  EXPECT_TRUE(none.take().empty());
}

}  // namespace
}  // namespace newlyn::workspace
