// SPDX-License-Identifier: MIT
// The share of common letters against examples and its slow twin.
#include "pairs/comparators/letters.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "pairs/reference/text_similarity.h"
#include "pairs/testing/hostile_text.h"

namespace newlyn::pairs {
namespace {

TEST(letters, examples) {
  EXPECT_EQ(jaccard_letters("", ""), 1);
  EXPECT_EQ(jaccard_letters("", "a"), 0);
  EXPECT_EQ(jaccard_letters("aab", "ba"), 1);
  EXPECT_EQ(jaccard_letters("abc", "bcd"), 0.5);
  EXPECT_EQ(jaccard_letters("duck", "luck"), 0.6);
  EXPECT_EQ(jaccard_letters("abc", "xyz"), 0);
}

TEST(letters, every_byte_counts_once) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  EXPECT_EQ(jaccard_letters(all, all + all), 1);
  EXPECT_EQ(jaccard_letters(all, std::string_view("\0\xff", 2)), 2.0 / 256);
}

TEST(letters, jaccard_equals_its_twin) {
  EXPECT_TRUE(rc::check("ten thousand hostile pairs", [] {
    for (const PairRecipe& recipe : *hundred_hostile_pairs()) {
      const auto [left, right] = make_pair_of(recipe);
      RC_ASSERT(jaccard_letters(left, right) == reference::jaccard_letters(left, right));
    }
  }));
}

}  // namespace
}  // namespace newlyn::pairs
