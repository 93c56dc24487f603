// SPDX-License-Identifier: MIT
// Splits a date into numbers and words, then decides which number is which.
//
// 1. A trailing time of day is cut off first; weekdays, ordinal endings and "of" are dropped.
// 2. What remains is at most three numbers and at most one month name, or one run of digits.
// 3. The place of the year follows from its length (four digits), else it stands last.
#include "standardise/date/date.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "base/clock.h"
#include "standardise/text/fold.h"
#include "standardise/text/lexicon.h"

namespace newlyn::standardise {
namespace {

constexpr size_t kDateBytesMax = 64;
constexpr int kAgeMax = 115;
constexpr int kYearsAheadMax = 30;  // of a date that is not a birth, written with two digits
constexpr int kYearMin = 1000;
constexpr int kRunYearMin = 1600;         // earliest year read from eight digits in a row
constexpr int kSpreadsheetFirst = 10000;  // day numbers of spreadsheets that are read as dates:
constexpr int kSpreadsheetLast = 60000;   // 1927-05-18 to 2064-04-08

struct Number {
  int value = 0;
  size_t digits = 0;
};

struct Parts {
  std::vector<Number> numbers;
  int month_name = 0;
  size_t numbers_before_name = 0;
  bool readable = true;
};

bool is_weekday(std::string_view word) {
  constexpr std::array<std::string_view, 7> kDays = {"monday", "tuesday",  "wednesday", "thursday",
                                                     "friday", "saturday", "sunday"};
  return word.size() >= 3 && std::any_of(kDays.begin(), kDays.end(), [&](std::string_view day) {
           return day.starts_with(word.substr(0, std::max<size_t>(3, word.size())));
         });
}

bool is_filler(std::string_view word) {
  constexpr std::array<std::string_view, 17> kFillers = {
      "st", "nd",    "rd",    "th",  "of", "the", "de",   "del", "c",
      "ca", "circa", "about", "abt", "er", "a",   "born", "b"};
  return is_weekday(word) || std::find(kFillers.begin(), kFillers.end(), word) != kFillers.end();
}

// The text before a time of day: "1990-06-20 10:30:00", "1990-06-20T10:30Z", "... 12:00 am".
std::string_view without_time(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return text;
  size_t begin = colon;
  while (begin > 0 && is_digit(text[begin - 1])) --begin;
  if (begin == 0 || colon - begin > 2 || colon == begin) return text;
  const char before = text[begin - 1];
  if (before != ' ' && before != 't') return text;
  return text.substr(0, begin - 1);
}

Parts split_parts(std::string_view text) {
  Parts parts;
  size_t at = 0;
  while (at < text.size() && parts.readable) {
    const size_t begin = at;
    if (is_digit(text[at])) {
      while (at < text.size() && is_digit(text[at])) ++at;
      Number number{0, at - begin};
      parts.readable = number.digits <= 8 && parts.numbers.size() < 3;
      if (parts.readable) std::from_chars(text.data() + begin, text.data() + at, number.value);
      parts.numbers.push_back(number);
    } else if (is_letter(text[at])) {
      while (at < text.size() && is_letter(text[at])) ++at;
      const std::string_view word = text.substr(begin, at - begin);
      const std::string_view month = months().find(word);
      if (!month.empty() && parts.month_name == 0) {
        std::from_chars(month.data(), month.data() + month.size(), parts.month_name);
        parts.numbers_before_name = parts.numbers.size();
      } else if (!is_filler(word)) {
        parts.readable = false;
      }
    } else {
      parts.readable = text[at] != '+' && text[at] != '@' && text[at] != '#';
      ++at;
    }
  }
  return parts;
}

// The year that a number of one or two digits stands for.
int whole_year(const Number& number, const DateReading& reading) {
  if (number.digits > 2) return number.value;
  const int limit = reading.birth ? reading.today.year : reading.today.year + kYearsAheadMax;
  int year = number.value + limit / 100 * 100;
  if (year > limit) year -= 100;
  return year;
}

bool is_after(const Date& date, const Date& today) {
  const auto key = [](const Date& d) { return d.year * 10000 + d.month * 100 + d.day; };
  return key(date) >
         key({today.year, date.month == 0 ? 0 : today.month, date.day == 0 ? 0 : today.day});
}

// Judges a date that was put together: placeholder, impossible, in the future, or good.
ParsedDate judged(Date date, bool short_year, const DateReading& reading) {
  if (date.month == 0) date.day = 0;
  if (is_placeholder_date(date)) return {DateOutcome::placeholder, {}};
  if (date.year == 0 && date.month == 0) return {DateOutcome::placeholder, {}};
  if (short_year && reading.birth && is_after(date, reading.today)) date.year -= 100;
  if (!is_calendar_date(date) || date.year < kYearMin) return {DateOutcome::impossible, {}};
  if (short_year && reading.birth && reading.today.year - date.year > kAgeMax) {
    return {DateOutcome::impossible, {}};
  }
  if (reading.birth && is_after(date, reading.today)) return {DateOutcome::in_future, {}};
  return {DateOutcome::date, date};
}

Date from_spreadsheet_day(int number) {
  // Days since 1899-12-30, by the civil calendar algorithm for days counted from 0000-03-01.
  const int days = number + 693899;
  const int era = days / 146097;
  const int day_of_era = days - era * 146097;
  const int year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int shifted = (5 * day_of_year + 2) / 153;
  const int month = shifted < 10 ? shifted + 3 : shifted - 9;
  const int year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  return {year, month, day_of_year - (153 * shifted + 2) / 5 + 1};
}

// Two numbers that are day and month in the order of the column, unless one is above 12.
void place_day_month(int first, int second, DayOrder order, Date& date) {
  const bool day_first = first > 12 ? true : second > 12 ? false : order == DayOrder::day_first;
  date.day = day_first ? first : second;
  date.month = day_first ? second : first;
}

// One run of digits: yyyymmdd, ddmmyyyy, yyyymm, ddmmyy, a year, a day number of a spreadsheet.
ParsedDate parse_run(const Number& number, const DateReading& reading) {
  const int value = number.value;
  if (value == 0) return {DateOutcome::placeholder, {}};
  if (number.digits == 8) {
    const Date forward{value / 10000, value / 100 % 100, value % 100};
    const bool likely = forward.year >= kRunYearMin && forward.year <= reading.today.year + kAgeMax;
    Date backward{value % 10000, 0, 0};
    place_day_month(value / 1000000, value / 10000 % 100, reading.order, backward);
    const bool only_backward =
        !is_calendar_date(forward) && is_calendar_date(backward) && backward.year >= kRunYearMin;
    const bool sentinel = forward.year == 9999 || forward.year <= 1;
    if ((likely && !only_backward) || sentinel) return judged(forward, false, reading);
    return judged(backward, false, reading);
  }
  if (number.digits == 6) {
    const Date forward{value / 100, value % 100, 0};
    if (forward.year >= 1850 && forward.year <= reading.today.year && forward.month >= 1 &&
        forward.month <= 12) {
      return judged(forward, false, reading);
    }
    Date date;
    place_day_month(value / 10000, value / 100 % 100, reading.order, date);
    date.year = whole_year({value % 100, 2}, reading);
    return judged(date, true, reading);
  }
  if (number.digits == 5 && value >= kSpreadsheetFirst && value <= kSpreadsheetLast) {
    return judged(from_spreadsheet_day(value), false, reading);
  }
  if (number.digits == 4) return judged({value, 0, 0}, false, reading);
  return {};
}

ParsedDate parse_two(const Number& first, const Number& second, const DateReading& reading) {
  if (first.digits == 4 && second.digits <= 2) {
    return judged({first.value, second.value, 0}, false, reading);
  }
  if (second.digits == 4 && first.digits <= 2) {
    return judged({second.value, first.value, 0}, false, reading);
  }
  return {};
}

ParsedDate parse_three(const std::vector<Number>& numbers, const DateReading& reading) {
  const auto& [first, second, third] = std::array{numbers[0], numbers[1], numbers[2]};
  Date date;
  if (first.digits >= 3) {
    if (second.digits > 2 || third.digits > 2) return {};
    return judged({first.value, second.value, third.value}, false, reading);
  }
  if (first.digits > 2 || second.digits > 2 || third.digits > 4) return {};
  // "90-06-20": the first number can only be a year.
  if (first.value > 31 && third.digits <= 2) {
    date = {whole_year(first, reading), second.value, third.value};
    return judged(date, true, reading);
  }
  place_day_month(first.value, second.value, reading.order, date);
  date.year = whole_year(third, reading);
  return judged(date, third.digits <= 2, reading);
}

ParsedDate parse_named_month(const Parts& parts, const DateReading& reading) {
  const auto& numbers = parts.numbers;
  if (numbers.size() == 1) {
    if (numbers[0].digits > 4) return {};
    return judged({whole_year(numbers[0], reading), parts.month_name, 0}, numbers[0].digits <= 2,
                  reading);
  }
  if (numbers.size() != 2) return {};
  const bool year_first = numbers[0].digits >= 3;
  const Number& year = year_first ? numbers[0] : numbers[1];
  const Number& day = year_first ? numbers[1] : numbers[0];
  if (day.digits > 2 || year.digits > 4) return {};
  return judged({whole_year(year, reading), parts.month_name, day.value}, year.digits <= 2,
                reading);
}

// "19900620.0" and "1990.0": numbers that went through a column of decimals.
std::string_view without_decimal_zero(std::string_view text) {
  if (text.size() > 4 && text.ends_with(".0") && is_digits(text.substr(0, text.size() - 2))) {
    return text.substr(0, text.size() - 2);
  }
  return text;
}

}  // namespace

bool is_calendar_date(const Date& date) noexcept {
  if (date.year < 1 || date.year > 9999 || date.month < 0 || date.month > 12) return false;
  if (date.month == 0) return date.day == 0;
  constexpr std::array<int, 12> kDays = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (date.day < 0 || date.day > kDays[static_cast<size_t>(date.month - 1)]) return false;
  const bool leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
  return date.month != 2 || date.day < 29 || leap;
}

bool is_placeholder_date(const Date& date) noexcept {
  // Zero dates of SQL Server, spreadsheets, .NET and forms, and their "end of time".
  constexpr std::array<Date, 12> kDates = {{{1900, 1, 1},
                                            {1900, 1, 0},
                                            {1899, 12, 30},
                                            {1899, 12, 31},
                                            {1753, 1, 1},
                                            {1800, 1, 1},
                                            {1601, 1, 1},
                                            {1582, 10, 14},
                                            {1111, 11, 11},
                                            {2222, 2, 2},
                                            {1234, 1, 1},
                                            {2099, 12, 31}}};
  if (date.year == 9999 || (date.year == 1 && date.month <= 1 && date.day <= 1)) return true;
  if (date.year == 1900 && date.month == 0) return true;
  return std::find(kDates.begin(), kDates.end(), date) != kDates.end();
}

std::string date_text(const Date& date) {
  if (date.month == 0) return fmt::format("{:04}", date.year);
  if (date.day == 0) return fmt::format("{:04}-{:02}", date.year, date.month);
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

ParsedDate parse_date(std::string_view text, const DateReading& reading) {
  if (text.size() > kDateBytesMax) return {};
  const std::string folded = fold_ascii(text);
  const Parts parts = split_parts(without_decimal_zero(without_time(folded)));
  if (!parts.readable || parts.numbers.empty()) return {};
  if (parts.month_name != 0) return parse_named_month(parts, reading);
  const bool all_zero = std::all_of(parts.numbers.begin(), parts.numbers.end(),
                                    [](const Number& number) { return number.value == 0; });
  if (all_zero) return {DateOutcome::placeholder, {}};
  switch (parts.numbers.size()) {
    case 1:
      return parse_run(parts.numbers[0], reading);
    case 2:
      return parse_two(parts.numbers[0], parts.numbers[1], reading);
    default:
      return parse_three(parts.numbers, reading);
  }
}

int day_order_vote(std::string_view text) {
  if (text.size() > kDateBytesMax || text.empty()) return 0;
  const std::string folded = fold_ascii(text);
  const Parts parts = split_parts(without_decimal_zero(without_time(folded)));
  if (!parts.readable || parts.month_name != 0 || parts.numbers.size() != 3) return 0;
  const Number& first = parts.numbers[0];
  const Number& second = parts.numbers[1];
  if (first.digits > 2 || second.digits > 2 || first.value > 31) return 0;
  if (first.value > 12 && second.value >= 1 && second.value <= 12) return 1;
  if (second.value > 12 && second.value <= 31 && first.value >= 1 && first.value <= 12) return -1;
  return 0;
}

Date current_date() {
  const std::string now = now_text();
  Date today;
  std::from_chars(now.data(), now.data() + 4, today.year);
  std::from_chars(now.data() + 5, now.data() + 7, today.month);
  std::from_chars(now.data() + 8, now.data() + 10, today.day);
  return today;
}

}  // namespace newlyn::standardise
