// SPDX-License-Identifier: MIT
// Limits from letters hold for every pair of texts, and values are found in other columns.
#include "pairs/prepared_values.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "pairs/comparators/edit_distance.h"
#include "pairs/comparators/jaro.h"
#include "pairs/testing/hostile_text.h"
#include "pairs/testing/text_columns.h"

namespace newlyn::pairs {
namespace {

TEST(letter_set, limits_of_known_texts) {
  const auto edits = [](std::string_view a, std::string_view b) {
    return edits_at_least(LetterSet::of(a), LetterSet::of(b));
  };
  EXPECT_EQ(edits("smith", "smith"), 0U);
  EXPECT_EQ(edits("smith", "smyth"), 1U);
  EXPECT_EQ(edits("anne", "annemarie"), 5U) << "by length alone";
  EXPECT_EQ(edits("abc", "xyz"), 3U);
  EXPECT_EQ(edits("", "abc"), 3U);
  EXPECT_EQ(edits("anna", "ann"), 1U);
  EXPECT_EQ(edits("aabb", "abcd"), 2U) << "a second a and a second b";
  const auto reaches = [](std::string_view a, std::string_view b, double least, bool winkler) {
    return SimilarityBound(least, winkler).within_reach(LetterSet::of(a), LetterSet::of(b));
  };
  EXPECT_FALSE(reaches("abc", "xyz", 0.5, false));
  EXPECT_TRUE(reaches("abc", "cab", 1, false)) << "the letters alone cannot tell their order";
  const double three_of_six = (0.5 + 0.5 + 1) / 3;  // o, i and e
  EXPECT_TRUE(reaches("oliver", "sophie", three_of_six, false));
  EXPECT_FALSE(reaches("oliver", "sophie", three_of_six + 1e-6, false));
  const double raised = 0.8 + 0.4 * 0.2;  // Jaro 0.8 of seven letters in ten, and four equal first
  EXPECT_TRUE(reaches("abcdefghij", "abcdefgxyz", raised, true));
  EXPECT_FALSE(reaches("abcdefghij", "abcdefgxyz", raised + 1e-6, true));
  EXPECT_FALSE(reaches("abcdefghij", "xbcdefgayz", raised, true)) << "no first letter is equal";
}

TEST(letter_set, no_pair_of_texts_passes_its_limits) {
  EXPECT_TRUE(rc::check("ten thousand hostile pairs", [] {
    for (PairRecipe recipe : *hundred_hostile_pairs()) {
      recipe.length = std::min<size_t>(recipe.length, 133);
      const auto [left, right] = make_pair_of(recipe);
      const LetterSet a = LetterSet::of(left);
      const LetterSet b = LetterSet::of(right);
      RC_ASSERT(edits_at_least(a, b) <= damerau_levenshtein(left, right));
      const double jaro = jaro_similarity(left, right);
      RC_ASSERT(SimilarityBound(jaro, false).within_reach(a, b));
      const double winkler = jaro_winkler_similarity(left, right);
      RC_ASSERT(SimilarityBound(winkler, true).within_reach(a, b));
    }
  }));
}

TEST(prepared_values, a_value_is_found_under_its_code_in_another_column) {
  const PairColumns columns =
      columns_of({{"amal", "", "karim", "rose"}, {"rose", "haddad", "amal", "amal"}});
  PreparedValues values(columns);
  const auto& codes = values.codes_in(0, 1);
  ASSERT_EQ(codes.size(), 4U);
  EXPECT_EQ(codes[columns.code(0, 0)], columns.code(2, 1)) << "amal";
  EXPECT_EQ(codes[columns.code(2, 0)], record::kNullCode) << "karim";
  EXPECT_EQ(codes[columns.code(3, 0)], columns.code(0, 1)) << "rose";
  EXPECT_EQ(codes[record::kNullCode], record::kNullCode);
  EXPECT_EQ(&values.letters(1), &values.letters(1)) << "made once";
  EXPECT_EQ(values.letters(1)[columns.code(1, 1)].length, 6U);
}

}  // namespace
}  // namespace newlyn::pairs
