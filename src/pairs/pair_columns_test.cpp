// SPDX-License-Identifier: MIT
// Words and dates of columns: tables of examples, and the word share against its slow twin.
#include "pairs/pair_columns.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "base/error.h"
#include "pairs/pair_scorer.h"
#include "pairs/reference/text_similarity.h"
#include "pairs/testing/text_columns.h"

namespace newlyn::pairs {
namespace {

TEST(pair_columns, codes_lie_row_after_row_and_columns_are_found_by_name) {
  const PairColumns columns = columns_of({{"a", "b", ""}, {"x", "", "x"}});
  EXPECT_EQ(std::vector(columns.codes_by_row.get(), columns.codes_by_row.get() + 6),
            (std::vector<record::ValueCode>{1, 1, 2, 0, 0, 1}));
  EXPECT_EQ(columns.code(1, 0), 2U);
  EXPECT_EQ(columns.code(2, 1), 1U);
  EXPECT_EQ(columns.find("column 2"), uint16_t{1});
  EXPECT_EQ(columns.find("column"), std::nullopt);
}

TEST(pair_columns, rare_words_weigh_more_than_common_ones) {
  PairColumn column = column_of({"mill road", "mill lane", "oak road", "mill road", ""});
  prepare_tokens(column);
  // Four records hold a value: mill stands in 3, road in 3, lane in 1, oak in 1.
  const double common = std::log(4.0 / 3);
  const double rare = std::log(4.0);
  EXPECT_DOUBLE_EQ(token_share(column.tokens, 1, 1), 1);
  EXPECT_NEAR(token_share(column.tokens, 1, 2), 2 * common / (3 * common + rare), 1e-6);
  EXPECT_EQ(token_share(column.tokens, 2, 3), 0);
  EXPECT_NEAR(token_share(column.tokens, 1, 3), token_share(column.tokens, 1, 2), 1e-6);
}

TEST(pair_columns, a_word_that_every_record_holds_still_weighs_a_little) {
  PairColumn column = column_of({"the mill", "the oak", "the"});
  prepare_tokens(column);
  EXPECT_NEAR(token_share(column.tokens, 1, 2), 0.1 / (0.1 + std::log(3.0)), 1e-6);
}

TEST(pair_columns, words_are_a_set_in_any_order_between_any_spaces) {
  PairColumn column = column_of({"a b", "b  a", " a a b ", "ab", " ", "a"});
  prepare_tokens(column);
  EXPECT_EQ(token_share(column.tokens, 1, 2), 1);
  EXPECT_EQ(token_share(column.tokens, 1, 3), 1);
  EXPECT_EQ(token_share(column.tokens, 1, 4), 0);
  EXPECT_EQ(token_share(column.tokens, 5, 5), 0);
  EXPECT_EQ(token_share(column.tokens, 5, 1), 0);
}

TEST(pair_columns, one_common_word_is_enough_for_token_any) {
  PairColumn column = column_of({"anne marie", "marie", "mary ann", "ann"});
  prepare_tokens(column);
  EXPECT_TRUE(token_any(column.tokens, 1, 2));
  EXPECT_TRUE(token_any(column.tokens, 3, 4));
  EXPECT_FALSE(token_any(column.tokens, 1, 3));
  EXPECT_FALSE(token_any(column.tokens, 2, 4));
  EXPECT_FALSE(token_any(column.tokens, 0, 0));
}

TEST(pair_columns, preparing_words_twice_changes_nothing) {
  PairColumn column = column_of({"a b", "c"});
  prepare_tokens(column);
  const std::vector<uint32_t> tokens = column.tokens.tokens;
  prepare_tokens(column);
  EXPECT_EQ(column.tokens.tokens, tokens);
  EXPECT_EQ(column.tokens.offsets, (std::vector<uint32_t>{0, 0, 2, 3}));
}

TEST(pair_columns, word_measures_equal_their_twins) {
  EXPECT_TRUE(rc::check("more than a hundred pairs a column, a hundred columns", [] {
    Random random(*rc::gen::arbitrary<uint64_t>());
    std::vector<std::string> texts;
    for (int row = 0; row < 15; ++row) texts.push_back(short_value(random));
    PairColumn column = column_of(texts);
    prepare_tokens(column);
    for (size_t i = 0; i < texts.size(); ++i) {
      for (size_t j = 0; j <= i; ++j) {
        const auto left = column.codes[i];
        const auto right = column.codes[j];
        RC_ASSERT(token_share(column.tokens, left, right) ==
                  reference::word_share(texts, texts[i], texts[j]));
        RC_ASSERT(token_any(column.tokens, left, right) ==
                  reference::one_word_common(texts[i], texts[j]));
      }
    }
  }));
}

struct DateExample {
  std::string left;
  std::string right;
  int distance;
  std::string why;
};

TEST(pair_columns, date_distances_by_example) {
  const std::vector<DateExample> examples = {
      {"1971-06-24", "1971-06-24", 0, "equal"},
      {"1971", "1971", 0, "equal as far as known"},
      {"1971-06-24", "1971-06-25", 1, "one digit of the day"},
      {"1971-06-24", "1981-06-24", 1, "one digit of the year"},
      {"1971-06-24", "1917-06-24", 1, "neighbours swapped in the year"},
      {"1971-06-12", "1971-06-21", 1, "neighbours swapped in the day"},
      {"1971-03-04", "1971-04-03", 1, "day and month swapped"},
      {"1971-10-12", "1971-12-10", 1, "day and month swapped, of two digits each"},
      {"1971-06-24", "1971-12-24", 2, "another month"},
      {"1971-06-24", "1971-06-13", 2, "another day"},
      {"1971-06-24", "1958-06-24", 2, "another year"},
      {"1971-06", "1971-06-24", 2, "equal as far as the month"},
      {"1971", "1971-06-24", 2, "equal as far as the year"},
      {"1971", "1971-06", 2, "equal as far as the year"},
      {"1971-06", "1971-07", 3, "same year, without days"},
      {"1971-06-24", "1971-11-13", 3, "same year"},
      {"1971-06-24", "1971-07", 3, "same year, the day of one not known"},
      {"1971-06-24", "1972-11-13", 4, "one year apart"},
      {"1971-06-24", "1969-11-13", 4, "two years apart"},
      {"1971", "1972", 4, "years alone are no keying slip"},
      {"1971-06", "1972-06", 4, "a month alone says little"},
      {"1971-06-24", "1974-11-13", 5, "three years apart"},
      {"1971-06-24", "1981-11-13", 5, "ten years apart"},
      {"1971-06-24", "1982-11-13", 6, "eleven years apart"},
      {"1971-06-24", "2002-11-13", 6, "far apart"},
      {"not a date", "1971-06-24", 6, "nothing to compare"},
      {"not a date", "neither this", 6, "nothing to compare"},
  };
  for (const DateExample& example : examples) {
    PairColumn column = column_of({example.left, example.right});
    prepare_dates(column);
    const auto left = column.codes[0];
    const auto right = column.codes[1];
    EXPECT_EQ(date_distance(column, left, right), example.distance)
        << example.left << ' ' << example.right << ": " << example.why;
    EXPECT_EQ(date_distance(column, right, left), example.distance)
        << example.right << ' ' << example.left << ": " << example.why;
  }
}

TEST(pair_columns, only_the_three_forms_of_a_date_have_parts) {
  PairColumn column = column_of({"1971-06-24", "1971-06", "1971"});
  prepare_dates(column);
  EXPECT_EQ(column.dates[1].year, 1971);
  EXPECT_EQ(column.dates[1].month, 6);
  EXPECT_EQ(column.dates[1].day, 24);
  EXPECT_EQ(column.dates[2].month, 6);
  EXPECT_EQ(column.dates[2].day, 0);
  EXPECT_EQ(column.dates[3].year, 1971);
  EXPECT_EQ(column.dates[3].month, 0);
  for (const std::string text :
       {"19710624", "1971-06-24T00:00", "1971/06/24", "71-06-24", "1971-6-24", "1971-", "1971-06-",
        "1971-06-2", "1971 high street", "197", "a", "\xff\xff\xff\xff", "1971-ab", "1971-06-xx"}) {
    PairColumn other = column_of({text});
    prepare_dates(other);
    EXPECT_EQ(other.dates[1].year, 0) << text;
    EXPECT_EQ(other.dates[1].month, 0) << text;
    EXPECT_EQ(other.dates[1].day, 0) << text;
  }
}

TEST(pair_columns, measures_that_read_one_column_refuse_two) {
  for (const Measure measure : {Measure::token_share, Measure::token_any, Measure::date_distance}) {
    PairColumns columns = columns_of({{"1971"}, {"1971"}});
    const Level level{Condition::at_least({measure, 0, 1}, 1), false, {}, {}};
    ScoreModel model;
    model.comparisons = {{"two columns", {level}}};
    EXPECT_THROW(prepare_columns(columns, model), Error);
  }
}

}  // namespace
}  // namespace newlyn::pairs
