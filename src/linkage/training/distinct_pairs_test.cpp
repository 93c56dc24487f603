// SPDX-License-Identifier: MIT
// Each pair of the samples is found again at its place, and stands there once, in order.
#include "linkage/training/distinct_pairs.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace newlyn::linkage {
namespace {

RuleSample sample_of(std::vector<pairs::RowPair> pairs) {
  RuleSample sample;
  sample.pairs = std::move(pairs);
  return sample;
}

auto rows_of(const pairs::RowPair& pair) { return std::pair(pair.left, pair.right); }

TEST(distinct_pairs, a_pair_of_two_samples_is_one) {
  const DistinctPairs distinct =
      distinct_pairs({sample_of({{3, 7}, {0, 1}}), sample_of({}), sample_of({{0, 1}, {0, 2}})}, 8);
  ASSERT_EQ(distinct.pairs.size(), 3U);
  EXPECT_EQ(rows_of(distinct.pairs[0]), std::pair(0U, 1U));
  EXPECT_EQ(rows_of(distinct.pairs[1]), std::pair(0U, 2U));
  EXPECT_EQ(rows_of(distinct.pairs[2]), std::pair(3U, 7U));
  EXPECT_EQ(distinct.place_of,
            (std::vector<std::vector<uint32_t>>{{2, 0}, std::vector<uint32_t>(), {0, 1}}));
  EXPECT_DOUBLE_EQ(distinct.share(), 0.75);
}

TEST(distinct_pairs, no_pairs_are_told_as_well) {
  EXPECT_DOUBLE_EQ(distinct_pairs({}, 0).share(), 1);
  EXPECT_TRUE(distinct_pairs({sample_of({})}, 5).pairs.empty());
}

RC_GTEST_PROP(distinct_pairs, every_pair_is_found_at_its_place, ()) {
  const auto row_count = *rc::gen::inRange<uint32_t>(2, 300);
  std::vector<RuleSample> samples(*rc::gen::inRange<size_t>(0, 6));
  std::set<std::pair<pairs::Row, pairs::Row>> all;
  for (RuleSample& sample : samples) {
    const auto count = *rc::gen::inRange<size_t>(0, 40);
    for (size_t i = 0; i < count; ++i) {
      const auto left = *rc::gen::inRange<uint32_t>(0, row_count - 1);
      const auto right = *rc::gen::inRange<uint32_t>(left + 1, row_count);
      sample.pairs.push_back({left, right});
      all.emplace(left, right);
    }
  }
  const DistinctPairs distinct = distinct_pairs(samples, row_count);
  RC_ASSERT(distinct.pairs.size() == all.size());
  RC_ASSERT(std::equal(all.begin(), all.end(), distinct.pairs.begin(),
                       [](const auto& rows, const auto& pair) { return rows == rows_of(pair); }));
  for (size_t s = 0; s < samples.size(); ++s) {
    RC_ASSERT(distinct.place_of[s].size() == samples[s].pairs.size());
    for (size_t i = 0; i < samples[s].pairs.size(); ++i) {
      RC_ASSERT(rows_of(distinct.pairs[distinct.place_of[s][i]]) == rows_of(samples[s].pairs[i]));
    }
  }
}

}  // namespace
}  // namespace newlyn::linkage
