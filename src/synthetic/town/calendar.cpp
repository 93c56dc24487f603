// SPDX-License-Identifier: MIT
// Counting of days. Source: Howard Hinnant, "chrono-compatible low-level date algorithms".
#include "synthetic/town/calendar.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <string_view>

namespace newlyn::synthetic {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                      "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};

}  // namespace

Day day_of(const Date& date) noexcept {
  const int year = date.year - (date.month <= 2 ? 1 : 0);
  const int era = year / 400;
  const int of_era = year - era * 400;
  const int of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  return era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
}

Date date_of(Day day) noexcept {
  const int shifted = day + 719'468;
  const int era = shifted / 146'097;
  const int of_era = shifted - era * 146'097;
  const int year = (of_era - of_era / 1'460 + of_era / 36'524 - of_era / 146'096) / 365;
  const int of_year = of_era - (365 * year + year / 4 - year / 100);
  const int month = (5 * of_year + 2) / 153;
  const int civil = month + (month < 10 ? 3 : -9);
  return Date{year + era * 400 + (civil <= 2 ? 1 : 0), civil, of_year - (153 * month + 2) / 5 + 1};
}

std::optional<Day> read_iso_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  Date date{};
  const auto read = [&](size_t begin, size_t end, int& number) {
    const char* last = text.data() + end;
    const auto found = std::from_chars(text.data() + begin, last, number);
    return found.ec == std::errc() && found.ptr == last;
  };
  if (!read(0, 4, date.year) || !read(5, 7, date.month) || !read(8, 10, date.day)) {
    return std::nullopt;
  }
  const Day day = day_of(date);
  if (date.month < 1 || date.month > 12 || iso_date(day) != text) return std::nullopt;
  return day;
}

int age_on(Day born, Day day) noexcept {
  const Date begin = date_of(born);
  const Date end = date_of(day);
  const bool before = end.month < begin.month || (end.month == begin.month && end.day < begin.day);
  return end.year - begin.year - (before ? 1 : 0);
}

Day draw_day(Day low, Day high, Random& random) noexcept {
  return low >= high ? low : between(random, low, high);
}

std::string iso_date(Day day) {
  if (day == kNever) return {};
  const Date date = date_of(day);
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

std::string slashed_date(Day day) {
  if (day == kNever) return {};
  const Date date = date_of(day);
  return fmt::format("{:02}/{:02}/{:04}", date.day, date.month, date.year);
}

std::string oracle_date(Day day) {
  if (day == kNever) return {};
  const Date date = date_of(day);
  return fmt::format("{:02}-{}-{:04}", date.day, kMonths[static_cast<size_t>(date.month - 1)],
                     date.year);
}

std::string packed_date(Day day) {
  if (day == kNever) return {};
  const Date date = date_of(day);
  return fmt::format("{:04}{:02}{:02}", date.year, date.month, date.day);
}

}  // namespace newlyn::synthetic
