// SPDX-License-Identifier: MIT
// Folding: scripts, punctuation, broken bytes, and that standard text stays as it is.
#include "standardise/text/fold.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

namespace newlyn::standardise {
namespace {

struct Row {
  std::string_view text;
  std::string_view expected;
};

class FoldRows : public testing::TestWithParam<Row> {};

TEST_P(FoldRows, become_ascii_words) {
  EXPECT_EQ(fold_words(GetParam().text), GetParam().expected) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    latin, FoldRows,
    testing::Values(Row{"O'Neill", "oneill"}, Row{"O\u2019Neill", "oneill"},
                    Row{"  Smith-JONES ", "smith jones"}, Row{"Müller", "muller"},
                    Row{"Mu\u0308ller", "muller"}, Row{"Łódź", "lodz"}, Row{"Straße", "strasse"},
                    Row{"Þórður", "thordur"}, Row{"Ægir Ø", "aegir o"},
                    Row{"Nguyễn Thị", "nguyen thi"}, Row{"St.Albans", "st albans"},
                    Row{"Marks & Spencer", "marks and spencer"}, Row{"a\u00A0b", "a b"},
                    Row{"ｆｕｌｌ　ｗｉｄｔｈ", "full width"}, Row{"ab\u200Bc\u00AD", "abc"},
                    Row{"№ 5", "no 5"}, Row{"tab\there", "tab here"}));

INSTANTIATE_TEST_SUITE_P(
    scripts, FoldRows,
    testing::Values(Row{"ВАСИЛЬЕВ", "vasilyev"}, Row{"Юрий Щукин", "yuriy shchukin"},
                    Row{"محمد علي", "mhmd ly"}, Row{"王伟", "wang wei"},
                    Row{"김철수", "gimcheolsu"}, Row{"やまだ たろう", "yamada tarou"},
                    Row{"Γιώργος", "giorgos"}, Row{"राम", "rama"}, Row{"გიორგი", "giorgi"},
                    Row{"គឹម", "kim"}, Row{"សុខ", "sokh"}, Row{"שלמה", "slmh"}));

INSTANTIATE_TEST_SUITE_P(nothing_left, FoldRows,
                         testing::Values(Row{"", ""}, Row{"-", ""}, Row{"'", ""}, Row{" . ", ""},
                                         Row{"😀", ""}, Row{"\uFFFD", ""}));

TEST(fold, repairs_nothing_and_fails_on_nothing_when_bytes_are_broken) {
  EXPECT_EQ(fold_words("M\xFFller"), "mller");
  EXPECT_EQ(fold_words("\xC3"), "");
  EXPECT_EQ(fold_words(std::string("a\0b", 3)), "a b");
}

TEST(fold, gives_ascii_for_any_text_and_leaves_it_alone_the_second_time) {
  EXPECT_TRUE(rc::check([](const std::vector<uint16_t>& points) {
    std::string text;
    for (const uint16_t point : points) {  // three bytes each: any plane-0 code, surrogates too
      text.push_back(static_cast<char>(0xE0 | (point >> 12)));
      text.push_back(static_cast<char>(0x80 | ((point >> 6) & 0x3F)));
      text.push_back(static_cast<char>(0x80 | (point & 0x3F)));
    }
    const std::string once = fold_words(text);
    RC_ASSERT(std::all_of(once.begin(), once.end(),
                          [](char c) { return is_letter(c) || is_digit(c) || c == ' '; }));
    RC_ASSERT(fold_words(once) == once);
    RC_ASSERT(!once.starts_with(' ') && !once.ends_with(' '));
  }));
}

TEST(fold, by_table_equals_fold_through_the_library) {
  // One letter of another script sends the whole text through the library.
  std::vector<char32_t> points;
  for (char32_t point = 0x80; point < 0x2B0; ++point) points.push_back(point);
  for (char32_t point = 0x1E00; point < 0x1F00; ++point) points.push_back(point);
  for (const char32_t point : points) {
    std::string letter;
    if (point < 0x800) {
      letter.push_back(static_cast<char>(0xC0 | (point >> 6)));
    } else {
      letter.push_back(static_cast<char>(0xE0 | (point >> 12)));
      letter.push_back(static_cast<char>(0x80 | ((point >> 6) & 0x3F)));
    }
    letter.push_back(static_cast<char>(0x80 | (point & 0x3F)));
    EXPECT_EQ(fold_ascii("\u5A01 " + letter + "x"), "wei " + fold_ascii(letter + "x"))
        << static_cast<uint32_t>(point);
  }
}

TEST(words, split_and_join_are_inverse) {
  const auto parts = split_words("one two  three");
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(join_words(parts), "one two three");
  EXPECT_TRUE(split_words("").empty());
  EXPECT_EQ(compact("sw1a 1aa"), "sw1a1aa");
  EXPECT_TRUE(is_digits("0123"));
  EXPECT_FALSE(is_digits(""));
  EXPECT_FALSE(is_digits("12a"));
}

}  // namespace
}  // namespace newlyn::standardise
