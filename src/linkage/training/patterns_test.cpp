// SPDX-License-Identifier: MIT
// Patterns are counted rightly and random pairs are drawn evenly.
#include "linkage/training/patterns.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <vector>

namespace newlyn::linkage {
namespace {

TEST(patterns, equal_levels_are_counted_once_and_ordered) {
  const std::vector<uint8_t> levels = {1, 0, 0, 2, 1, 0, 0, 1, 0, 2, 1, 0};
  const PatternCounts patterns = count_patterns(levels, 2);
  ASSERT_EQ(patterns.size(), 3U);
  EXPECT_EQ(patterns.levels, (std::vector<uint8_t>{0, 1, 0, 2, 1, 0}));
  EXPECT_EQ(patterns.counts, (std::vector<double>{1, 2, 3}));
  EXPECT_EQ(patterns.pattern(2)[0], 1);
}

TEST(patterns, no_comparisons_give_no_patterns) {
  EXPECT_EQ(count_patterns({}, 0).size(), 0U);
  EXPECT_EQ(count_patterns({}, 3).size(), 0U);
}

TEST(random_pairs, a_small_input_gives_every_pair_once) {
  const auto pairs = draw_random_pairs(5, {}, 10, 1);
  std::set<std::pair<uint32_t, uint32_t>> distinct;
  for (const pairs::RowPair pair : pairs) {
    EXPECT_LT(pair.left, pair.right);
    distinct.insert({pair.left, pair.right});
  }
  EXPECT_EQ(pairs.size(), 10U);
  EXPECT_EQ(distinct.size(), 10U);
}

TEST(random_pairs, one_row_or_none_gives_no_pair) {
  EXPECT_TRUE(draw_random_pairs(0, {}, 10, 1).empty());
  EXPECT_TRUE(draw_random_pairs(1, {}, 10, 1).empty());
}

TEST(random_pairs, across_only_pairs_come_from_two_sources) {
  const std::vector<uint32_t> sources = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1};
  const pairs::PairScope scope{sources, true};
  const auto all = draw_random_pairs(sources.size(), scope, 1000, 1);
  EXPECT_EQ(all.size(), 20U);
  const auto some = draw_random_pairs(sources.size(), scope, 10, 1);
  EXPECT_GE(some.size(), 5U);
  EXPECT_LE(some.size(), 10U);
  for (const pairs::RowPair pair : some) EXPECT_NE(sources[pair.left], sources[pair.right]);
}

TEST(random_pairs, every_row_is_drawn_about_as_often) {
  constexpr size_t kRows = 200;
  constexpr size_t kPairs = 10'000;
  std::vector<int> drawn(kRows, 0);
  for (const pairs::RowPair pair : draw_random_pairs(kRows, {}, kPairs, 7)) {
    ASSERT_LT(pair.left, pair.right);
    ++drawn[pair.left];
    ++drawn[pair.right];
  }
  // 100 draws a row are expected with a standard deviation of 10; seven of them are allowed.
  EXPECT_GT(*std::min_element(drawn.begin(), drawn.end()), 30);
  EXPECT_LT(*std::max_element(drawn.begin(), drawn.end()), 170);
}

TEST(tiled_pairs, come_evenly_from_the_wanted_pairs) {
  constexpr size_t kRows = 200;
  std::vector<uint32_t> sources(kRows, 0);
  for (size_t row = 0; row < kRows; row += 3) sources[row] = 1;
  std::vector<int> drawn(kRows, 0);
  const auto pairs = draw_tiled_pairs(kRows, {sources, true}, 400'000, 7);
  EXPECT_EQ(pairs.size(), 400'000U);
  for (const pairs::RowPair pair : pairs) {
    ASSERT_LT(pair.left, pair.right);
    ASSERT_NE(sources[pair.left], sources[pair.right]);
    ++drawn[pair.left];
    ++drawn[pair.right];
  }
  // Each of the 67 rows of the one source is in a 67th of the pairs, each of the others in a 133rd;
  // a row comes some 70 times into a tile, which is a deviation of an eighth.
  for (size_t row = 0; row < kRows; ++row) {
    EXPECT_NEAR(drawn[row], sources[row] == 1 ? 5970 : 3008, sources[row] == 1 ? 3600 : 1800);
  }
  EXPECT_TRUE(draw_tiled_pairs(1, {}, 10, 1).empty());
}

}  // namespace
}  // namespace newlyn::linkage
