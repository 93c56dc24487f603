// SPDX-License-Identifier: MIT
// Name groups and phonetic keys.
#include "standardise/nicknames.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <set>

#include "standardise/phonetic.h"
#include "standardise/text/fold.h"
#include "standardise/text/lexicon.h"

namespace newlyn::standardise {
namespace {

bool are_variants(std::string_view left, std::string_view right) {
  const auto groups = name_groups(left);
  const auto others = name_groups(right);
  return std::any_of(groups.begin(), groups.end(), [&](uint32_t group) {
    return std::find(others.begin(), others.end(), group) != others.end();
  });
}

TEST(name_groups, join_nicknames_and_spellings) {
  EXPECT_TRUE(are_variants("robert", "bob"));
  EXPECT_TRUE(are_variants("bob", "robbie"));
  EXPECT_TRUE(are_variants("elizabeth", "betty"));
  EXPECT_TRUE(are_variants("mohammed", "muhammad"));
  EXPECT_TRUE(are_variants("mohamed", "mhd"));
  EXPECT_TRUE(are_variants("sean", "shaun"));
  EXPECT_TRUE(are_variants("catherine", "katherine"));
  EXPECT_TRUE(are_variants("alexander", "aleksandr"));
  EXPECT_TRUE(are_variants("margaret", "peggy"));
}

TEST(name_variants, are_the_other_names_of_the_groups_in_order) {
  const auto variants = name_variants("robert");
  EXPECT_TRUE(std::is_sorted(variants.begin(), variants.end()));
  EXPECT_TRUE(std::binary_search(variants.begin(), variants.end(), "bob"));
  EXPECT_FALSE(std::binary_search(variants.begin(), variants.end(), "robert"));
  EXPECT_EQ(std::set(variants.begin(), variants.end()).size(), variants.size());
  EXPECT_TRUE(name_variants("xyzzy").empty());
}

TEST(name_groups, keep_others_apart) {
  EXPECT_FALSE(are_variants("robert", "mary"));
  EXPECT_FALSE(are_variants("john", "james"));
  EXPECT_FALSE(are_variants("sean", "ivan"));
  EXPECT_TRUE(name_groups("qqqq").empty());
  EXPECT_TRUE(name_groups("").empty());
}

TEST(name_groups, rise_and_do_not_repeat) {
  for (const std::string_view name : {"chris", "al", "john", "mary"}) {
    const auto groups = name_groups(name);
    EXPECT_TRUE(std::is_sorted(groups.begin(), groups.end())) << name;
    EXPECT_EQ(std::set<uint32_t>(groups.begin(), groups.end()).size(), groups.size()) << name;
  }
}

TEST(sex_of_name, is_told_by_names_of_one_sex_alone) {
  EXPECT_EQ(sex_of_name("patricia"), "f");
  EXPECT_EQ(sex_of_name("patrick"), "m");
  EXPECT_EQ(sex_of_name("mary jane"), "f");
  EXPECT_EQ(sex_of_name("leslie"), "");
  EXPECT_EQ(sex_of_name("kim"), "");
  EXPECT_EQ(sex_of_name("qqqq"), "");
  EXPECT_EQ(sex_of_name(""), "");
}

TEST(lexicon, holds_only_folded_words) {
  for (const std::string_view list :
       {"nicknames", "name_variants", "titles", "suffixes", "particles", "family_endings", "sexes",
        "months", "placeholders", "legal_forms", "street_types", "unit_words", "directions",
        "regions", "uk_counties", "uk_postcode_areas", "countries", "given_name_sexes"}) {
    std::string_view text = lexicon_text(list);
    ASSERT_FALSE(text.empty()) << list;
    while (!text.empty()) {
      const size_t end = text.find('\n');
      const std::string_view line = text.substr(0, end);
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
      if (line.empty() || line.front() == '#') continue;
      const std::string_view word = split_field(line).first;
      EXPECT_EQ(fold_words(word), word) << list;
    }
  }
  EXPECT_TRUE(lexicon_text("no such list").empty());
}

TEST(phonetic_key, joins_names_that_sound_alike) {
  const std::vector<std::pair<std::string_view, std::string_view>> pairs = {
      {"catherine", "kathryn"}, {"stephens", "stevens"},
      {"smith", "smyth"},       {"philip", "filip"},
      {"wright", "right"},      {"knight", "night"},
      {"mohammed", "muhammad"}, {"jon", "john"},
      {"geoffrey", "jeffrey"},  {"mcdonald", "macdonald"},
      {"thompson", "tomson"},   {"hughes", "hews"},
      {"faisal", "fysl"},       {"van den berg", "vandenberg"},
      {"vasilyev", "vasiliev"}, {"jackson", "jaxon"},
      {"rhys", "reece"}};
  for (const auto& [left, right] : pairs) {
    EXPECT_EQ(phonetic_key(left), phonetic_key(right)) << left << " " << right;
  }
}

TEST(phonetic_key, keeps_names_that_sound_different_apart) {
  const std::vector<std::pair<std::string_view, std::string_view>> pairs = {
      {"smith", "jones"}, {"taylor", "miller"}, {"mohammed", "matt"},
      {"anna", "nan"},    {"brown", "green"},   {"patel", "khan"}};
  for (const auto& [left, right] : pairs) {
    EXPECT_NE(phonetic_key(left), phonetic_key(right)) << left << " " << right;
  }
}

TEST(phonetic_key, fits_eight_letters_and_is_empty_for_no_letters) {
  EXPECT_EQ(phonetic_key(""), "");
  EXPECT_EQ(phonetic_key("123"), "");
  const auto letters = rc::gen::container<std::string>(rc::gen::inRange<char>('a', '{'));
  EXPECT_TRUE(rc::check([&] { RC_ASSERT(phonetic_key(*letters).size() <= 8); }));
}

}  // namespace
}  // namespace newlyn::standardise
