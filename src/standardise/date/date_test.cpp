// SPDX-License-Identifier: MIT
// Dates: formats, partial dates, placeholders, the place of the year, and two invariants.
#include "standardise/date/date.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace newlyn::standardise {
namespace {

constexpr Date kToday{2026, 11, 22};
constexpr DateReading kDayFirst{DayOrder::day_first, true, kToday};
constexpr DateReading kMonthFirst{DayOrder::month_first, true, kToday};
constexpr DateReading kNoBirth{DayOrder::day_first, false, kToday};

std::string read(std::string_view text, const DateReading& reading) {
  const ParsedDate parsed = parse_date(text, reading);
  switch (parsed.outcome) {
    case DateOutcome::date:
      return date_text(parsed.date);
    case DateOutcome::placeholder:
      return "placeholder";
    case DateOutcome::impossible:
      return "impossible";
    case DateOutcome::in_future:
      return "future";
    default:
      return "unreadable";
  }
}

struct Row {
  std::string_view text;
  std::string_view expected;
};

class DateFormats : public testing::TestWithParam<Row> {};

TEST_P(DateFormats, are_read_day_first) {
  EXPECT_EQ(read(GetParam().text, kDayFirst), GetParam().expected) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    usual, DateFormats,
    testing::Values(
        Row{"1990-06-20", "1990-06-20"}, Row{"1990/6/2", "1990-06-02"},
        Row{"1990.06.20", "1990-06-20"}, Row{"20/06/1990", "1990-06-20"},
        Row{"20.6.1990", "1990-06-20"}, Row{"20 06 1990", "1990-06-20"},
        Row{"6/20/90", "1990-06-20"}, Row{"24-May-11", "2011-05-24"}, Row{"19560409", "1956-04-09"},
        Row{"20061990", "1990-06-20"}, Row{"June 3 1980", "1980-06-03"},
        Row{"3rd of June, 1980", "1980-06-03"}, Row{"Mon 3 Jun 1980", "1980-06-03"},
        Row{"Tuesday, June 3rd, 1980", "1980-06-03"}, Row{"1990-06-20 00:00:00", "1990-06-20"},
        Row{"1990-06-20T10:30:00Z", "1990-06-20"}, Row{"12/25/2000 12:00:00 AM", "2000-12-25"},
        Row{"15 mayo 1980", "1980-05-15"}, Row{"3. Oktober 1955", "1955-10-03"},
        Row{"12 février 1961", "1961-02-12"}, Row{"20 июня 1990", "1990-06-20"},
        Row{"200690", "1990-06-20"}, Row{"33044", "1990-06-20"}, Row{"19900620.0", "1990-06-20"},
        Row{"90-06-20", "1990-06-20"}, Row{"1564-04-23", "1564-04-23"}));

INSTANTIATE_TEST_SUITE_P(partial, DateFormats,
                         testing::Values(Row{"1990", "1990"}, Row{"1990.0", "1990"},
                                         Row{"c. 1850", "1850"}, Row{"1990-06", "1990-06"},
                                         Row{"06/1990", "1990-06"}, Row{"199006", "1990-06"},
                                         Row{"June 1990", "1990-06"}, Row{"Jun-90", "1990-06"},
                                         Row{"1990-06-00", "1990-06"}, Row{"00/00/1990", "1990"}));

INSTANTIATE_TEST_SUITE_P(two_digit_years, DateFormats,
                         testing::Values(Row{"4/2/31", "1931-02-04"}, Row{"2/8/06", "2006-08-02"},
                                         Row{"22/11/26", "2026-11-22"},
                                         Row{"23/11/26", "1926-11-23"},
                                         Row{"1-1-1", "2001-01-01"}));

INSTANTIATE_TEST_SUITE_P(
    refused, DateFormats,
    testing::Values(Row{"31/02/1990", "impossible"}, Row{"29/02/1900", "impossible"},
                    Row{"19560439", "impossible"}, Row{"1990-13-13", "impossible"},
                    Row{"0999-01-02", "impossible"}, Row{"2030-01-01", "future"},
                    Row{"23/11/2026", "future"}, Row{"hello", "unreadable"}, Row{"", "unreadable"},
                    Row{"1 2 3 4", "unreadable"}, Row{"10:30", "unreadable"},
                    Row{"Robert", "unreadable"}, Row{"123456789012", "unreadable"},
                    Row{"5 June", "2005-06"}));

INSTANTIATE_TEST_SUITE_P(
    placeholders, DateFormats,
    testing::Values(Row{"1900-01-01", "placeholder"}, Row{"01/01/1900", "placeholder"},
                    Row{"9999-12-31", "placeholder"}, Row{"31/12/9999", "placeholder"},
                    Row{"1753-01-01 00:00:00.000", "placeholder"}, Row{"0001-01-01", "placeholder"},
                    Row{"00/00/0000", "placeholder"}, Row{"1899-12-30", "placeholder"},
                    Row{"0", "placeholder"}, Row{"01/01/1970", "1970-01-01"},
                    Row{"1960-01-01", "1960-01-01"}));

TEST(date, follows_the_order_of_its_column_only_where_both_readings_are_possible) {
  EXPECT_EQ(read("3/4/1990", kDayFirst), "1990-04-03");
  EXPECT_EQ(read("3/4/1990", kMonthFirst), "1990-03-04");
  EXPECT_EQ(read("13/4/1990", kMonthFirst), "1990-04-13");
  EXPECT_EQ(read("4/13/1990", kDayFirst), "1990-04-13");
  EXPECT_EQ(read("03041990", kMonthFirst), "1990-03-04");
}

TEST(date, that_is_no_birth_may_lie_in_the_future) {
  EXPECT_EQ(read("2030-01-01", kNoBirth), "2030-01-01");
  EXPECT_EQ(read("1/2/30", kNoBirth), "2030-02-01");
  EXPECT_EQ(read("1/2/80", kNoBirth), "1980-02-01");
}

TEST(date, votes_for_an_order_only_when_one_number_decides) {
  EXPECT_EQ(day_order_vote("20/06/1990"), 1);
  EXPECT_EQ(day_order_vote("6/20/90"), -1);
  EXPECT_EQ(day_order_vote("6/7/90"), 0);
  EXPECT_EQ(day_order_vote("1990-06-20"), 0);
  EXPECT_EQ(day_order_vote("20 June 1990"), 0);
  EXPECT_EQ(day_order_vote("20/20/1990"), 0);
}

TEST(date, every_day_survives_being_written_and_read) {
  EXPECT_TRUE(rc::check([] {
    const Date date{*rc::gen::inRange(1600, 2026), *rc::gen::inRange(1, 13),
                    *rc::gen::inRange(1, 32)};
    RC_PRE(is_calendar_date(date) && !is_placeholder_date(date));
    const ParsedDate parsed = parse_date(date_text(date), kMonthFirst);
    RC_ASSERT(parsed.outcome == DateOutcome::date);
    RC_ASSERT(parsed.date == date);
  }));
}

TEST(date, whatever_is_read_is_a_day_of_the_calendar_and_reads_the_same_again) {
  const auto piece = rc::gen::element<std::string>("1", "12", "31", "1990", "90", "/", "-", " ",
                                                   ".", "may", "T10:00", "0", "20", "th", ",");
  EXPECT_TRUE(rc::check([&] {
    std::string text;
    for (const std::string& part : *rc::gen::container<std::vector<std::string>>(piece)) {
      text += part;
    }
    const ParsedDate parsed = parse_date(text, kDayFirst);
    if (parsed.outcome != DateOutcome::date) return;
    RC_ASSERT(is_calendar_date(parsed.date));
    RC_ASSERT(parse_date(date_text(parsed.date), kMonthFirst) == parsed);
  }));
}

}  // namespace
}  // namespace newlyn::standardise
