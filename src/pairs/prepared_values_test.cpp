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
  const auto jaro = [](std::string_view a, std::string_view b) {
    return jaro_at_most(LetterSet::of(a), LetterSet::of(b));
  };
  EXPECT_EQ(jaro("abc", "xyz"), 0);
  EXPECT_EQ(jaro("", "xyz"), 0);
  EXPECT_EQ(jaro("abc", "cab"), 1) << "the letters alone cannot tell their order";
  EXPECT_DOUBLE_EQ(jaro("oliver", "sophie"), (0.5 + 0.5 + 1) / 3) << "o, i and e at most";
}

TEST(letter_set, no_pair_of_texts_passes_its_limits) {
  EXPECT_TRUE(rc::check("ten thousand hostile pairs", [] {
    for (PairRecipe recipe : *hundred_hostile_pairs()) {
      recipe.length = std::min<size_t>(recipe.length, 133);
      const auto [left, right] = make_pair_of(recipe);
      const LetterSet a = LetterSet::of(left);
      const LetterSet b = LetterSet::of(right);
      RC_ASSERT(edits_at_least(a, b) <= damerau_levenshtein(left, right));
      RC_ASSERT(jaro_at_most(a, b) >= jaro_similarity(left, right));
      const double limit = jaro_winkler_of(jaro_at_most(a, b), left, right);
      RC_ASSERT(limit + 1e-12 >= jaro_winkler_similarity(left, right));
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
