// SPDX-License-Identifier: MIT
// Jaro and Jaro-Winkler against published examples and their slow twins.
#include "pairs/comparators/jaro.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "pairs/reference/text_similarity.h"
#include "pairs/testing/hostile_text.h"

namespace newlyn::pairs {
namespace {

TEST(jaro, published_examples) {
  // Winkler, "String comparator metrics", 1990, as rounded there.
  EXPECT_NEAR(jaro_similarity("martha", "marhta"), 0.944, 0.0005);
  EXPECT_NEAR(jaro_winkler_similarity("martha", "marhta"), 0.961, 0.0005);
  EXPECT_NEAR(jaro_similarity("dwayne", "duane"), 0.822, 0.0005);
  EXPECT_NEAR(jaro_winkler_similarity("dwayne", "duane"), 0.840, 0.0005);
  EXPECT_NEAR(jaro_similarity("dixon", "dicksonx"), 0.767, 0.0005);
  EXPECT_NEAR(jaro_winkler_similarity("dixon", "dicksonx"), 0.813, 0.0005);
}

TEST(jaro, short_texts) {
  EXPECT_EQ(jaro_similarity("", ""), 0);
  EXPECT_EQ(jaro_winkler_similarity("", ""), 0);
  EXPECT_EQ(jaro_similarity("", "a"), 0);
  EXPECT_EQ(jaro_similarity("a", ""), 0);
  EXPECT_EQ(jaro_similarity("a", "a"), 1);
  EXPECT_EQ(jaro_similarity("a", "b"), 0);
  EXPECT_EQ(jaro_similarity("ab", "ba"), 0);  // outside the window of 0
  EXPECT_DOUBLE_EQ(jaro_similarity("ab", "ac"), (0.5 + 0.5 + 1) / 3);
}

TEST(jaro, the_prefix_raises_only_above_seven_tenths_and_by_four_letters_at_most) {
  EXPECT_LT(jaro_similarity("abcd", "axyz"), 0.7);
  EXPECT_EQ(jaro_winkler_similarity("abcd", "axyz"), jaro_similarity("abcd", "axyz"));
  const double jaro = jaro_similarity("abcdefgh", "abcdefgx");
  EXPECT_DOUBLE_EQ(jaro_winkler_similarity("abcdefgh", "abcdefgx"), jaro + 0.4 * (1 - jaro));
}

TEST(jaro, both_equal_their_twins) {
  EXPECT_TRUE(rc::check("ten thousand hostile pairs", [] {
    for (const PairRecipe& recipe : *hundred_hostile_pairs()) {
      const auto [left, right] = make_pair_of(recipe);
      RC_ASSERT(jaro_similarity(left, right) == reference::jaro_similarity(left, right));
      RC_ASSERT(jaro_winkler_similarity(left, right) ==
                reference::jaro_winkler_similarity(left, right));
    }
  }));
}

TEST(jaro, similarities_lie_between_zero_and_one) {
  EXPECT_TRUE(rc::check("ten thousand hostile pairs", [] {
    for (const PairRecipe& recipe : *hundred_hostile_pairs()) {
      const auto [left, right] = make_pair_of(recipe);
      const double similarity = jaro_winkler_similarity(left, right);
      RC_ASSERT(similarity >= 0.0);
      RC_ASSERT(similarity <= 1.0);
      RC_ASSERT((jaro_similarity(left, right) == 1.0) == (left == right && !left.empty()));
    }
  }));
}

TEST(jaro, every_length_around_the_word_border) {
  for (size_t left = 60; left < 70; ++left) {
    for (size_t right = 60; right < 70; ++right) {
      std::string a;
      std::string b;
      for (size_t i = 0; i < left; ++i) a += static_cast<char>('a' + i % 7);
      for (size_t i = 0; i < right; ++i) b += static_cast<char>('a' + i % 5);
      ASSERT_EQ(jaro_similarity(a, b), reference::jaro_similarity(a, b)) << left << ' ' << right;
    }
  }
}

}  // namespace
}  // namespace newlyn::pairs
