// SPDX-License-Identifier: MIT
// Edit distances against known examples, their slow twins, and the search of all edits.
#include "pairs/comparators/edit_distance.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <queue>
#include <set>
#include <string>
#include <vector>

#include "pairs/reference/text_distance.h"
#include "pairs/testing/hostile_text.h"

namespace newlyn::pairs {
namespace {

struct Example {
  std::string_view left;
  std::string_view right;
  uint32_t levenshtein;
  uint32_t damerau;
};

TEST(edit_distance, known_examples) {
  const std::vector<Example> examples = {
      {"", "", 0, 0},
      {"", "abc", 3, 3},
      {"abc", "abc", 0, 0},
      {"smith", "smyth", 1, 1},
      {"smith", "smiht", 2, 1},
      {"kitten", "sitting", 3, 3},
      {"ab", "ba", 2, 1},
      {"ca", "abc", 3, 2},
      {"abcdef", "badcfe", 4, 3},
      {"a cat", "an abct", 4, 3},
      {"jones", "", 5, 5},
      {"aaaa", "aa", 2, 2},
  };
  for (const Example& example : examples) {
    EXPECT_EQ(levenshtein(example.left, example.right), example.levenshtein)
        << example.left << '|' << example.right;
    EXPECT_EQ(damerau_levenshtein(example.left, example.right), example.damerau)
        << example.left << '|' << example.right;
    EXPECT_EQ(within_one_edit(example.left, example.right), example.damerau <= 1)
        << example.left << '|' << example.right;
  }
}

TEST(edit_distance, bytes_are_counted_not_letters) {
  EXPECT_EQ(levenshtein("andr\xc3\xa9", "andre"), 2U);
  EXPECT_FALSE(within_one_edit("andr\xc3\xa9", "andre"));
  EXPECT_EQ(levenshtein(std::string_view("a\0b", 3), "ab"), 1U);
  EXPECT_TRUE(within_one_edit(std::string_view("a\0b", 3), "ab"));
}

/// All texts that one edit makes of `text`, over the letters a to c.
std::set<std::string> neighbours(const std::string& text, bool swaps) {
  std::set<std::string> found;
  for (size_t i = 0; i <= text.size(); ++i) {
    for (const char letter : {'a', 'b', 'c'}) {
      found.insert(std::string(text).insert(i, 1, letter));
      if (i < text.size()) found.insert(std::string(text).replace(i, 1, 1, letter));
    }
    if (i < text.size()) found.insert(std::string(text).erase(i, 1));
    if (swaps && i + 1 < text.size()) {
      std::string swapped = text;
      std::swap(swapped[i], swapped[i + 1]);
      found.insert(swapped);
    }
  }
  return found;
}

/// Edits from `from` to every text of at most `length_max` letters, by breadth first.
std::map<std::string, uint32_t> edits_from(const std::string& from, bool swaps, size_t length_max) {
  std::map<std::string, uint32_t> edits = {{from, 0}};
  std::queue<std::string> open({from});
  while (!open.empty()) {
    const std::string text = open.front();
    open.pop();
    const uint32_t next = edits[text] + 1;
    for (const std::string& near : neighbours(text, swaps)) {
      if (near.size() <= length_max && edits.emplace(near, next).second) open.push(near);
    }
  }
  return edits;
}

TEST(edit_distance, distances_are_the_fewest_edits_that_a_search_finds) {
  // Every pair in which one text is one of these and the other any text of up to five letters.
  for (const std::string from : {"", "a", "ab", "aab", "abc", "abca", "ccba", "abab", "acbca"}) {
    const auto plain = edits_from(from, false, 5);
    const auto swapping = edits_from(from, true, 5);
    for (const auto& [to, edits] : plain) {
      ASSERT_EQ(levenshtein(from, to), edits) << from << '|' << to;
      ASSERT_EQ(reference::levenshtein(from, to), edits) << from << '|' << to;
      ASSERT_EQ(levenshtein_to_one(from, to), std::min(edits, 2U)) << from << '|' << to;
    }
    for (const auto& [to, edits] : swapping) {
      ASSERT_EQ(damerau_levenshtein(from, to), edits) << from << '|' << to;
      ASSERT_EQ(reference::damerau_levenshtein(from, to), edits) << from << '|' << to;
      ASSERT_EQ(within_one_edit(from, to), edits <= 1) << from << '|' << to;
    }
  }
}

TEST(edit_distance, levenshtein_equals_its_twin) {
  EXPECT_TRUE(rc::check("ten thousand hostile pairs", [] {
    for (const PairRecipe& recipe : *hundred_hostile_pairs()) {
      const auto [left, right] = make_pair_of(recipe);
      const size_t edits = reference::levenshtein(left, right);
      RC_ASSERT(levenshtein(left, right) == edits);
      RC_ASSERT(levenshtein_to_one(left, right) == std::min<size_t>(edits, 2));
    }
  }));
}

TEST(edit_distance, damerau_levenshtein_equals_its_twin) {
  EXPECT_TRUE(rc::check("ten thousand hostile pairs", [] {
    for (PairRecipe recipe : *hundred_hostile_pairs()) {
      recipe.length = std::min<size_t>(recipe.length, 133);  // the twin is slow
      const auto [left, right] = make_pair_of(recipe);
      RC_ASSERT(damerau_levenshtein(left, right) == reference::damerau_levenshtein(left, right));
    }
  }));
}

TEST(edit_distance, within_one_edit_equals_its_twin_and_the_distance) {
  EXPECT_TRUE(rc::check("ten thousand hostile pairs, most a few edits apart", [] {
    for (PairRecipe recipe : *hundred_hostile_pairs()) {
      recipe.edits = recipe.edits % 4;
      recipe.length = std::min<size_t>(recipe.length, 70);
      const auto [left, right] = make_pair_of(recipe);
      const bool near = within_one_edit(left, right);
      RC_ASSERT(near == reference::within_one_edit(left, right));
      RC_ASSERT(near == (damerau_levenshtein(left, right) <= 1));
      RC_ASSERT(near == within_one_edit(right, left));
    }
  }));
}

TEST(edit_distance, one_edit_at_every_place_around_the_word_border) {
  for (const size_t length : {1U, 63U, 64U, 65U, 128U}) {
    const std::string text(length, 'x');
    for (size_t place = 0; place < length; ++place) {
      std::string other = text;
      other[place] = 'y';
      ASSERT_EQ(levenshtein(text, other), 1U) << length << ' ' << place;
      ASSERT_EQ(damerau_levenshtein(text, other), 1U) << length << ' ' << place;
    }
    const std::string unlike(length, 'z');
    EXPECT_EQ(levenshtein(text, unlike), length);
    EXPECT_EQ(levenshtein(text + text, unlike), 2 * length);
    EXPECT_EQ(damerau_levenshtein(unlike, text + text), 2 * length);
  }
}

TEST(edit_distance, long_texts_are_measured_too) {
  const std::string text(3000, 'q');
  EXPECT_EQ(levenshtein(text + "a" + text, text + "b" + text + "c"), 2U);
  EXPECT_EQ(damerau_levenshtein(text + "ab" + text, text + "ba" + text), 1U);
  EXPECT_TRUE(within_one_edit(text + "ab" + text, text + "ba" + text));
  EXPECT_EQ(levenshtein(std::string(700, 'a'), std::string(900, 'b')), 900U);
}

}  // namespace
}  // namespace newlyn::pairs
