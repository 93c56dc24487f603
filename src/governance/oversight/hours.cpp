// SPDX-License-Identifier: MIT
// Hours of work, and the time of the United Kingdom from that of the log.
#include <fmt/format.h>

#include <array>
#include <chrono>

#include "base/error.h"
#include "governance/oversight.h"

namespace newlyn::governance {
namespace {

namespace chrono = std::chrono;

constexpr std::array<std::string_view, 7> kDays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr int kMinutesOfDay = 24 * 60;

[[noreturn]] void refuse(std::string_view text) {
  throw Error(Code::request_invalid,
              fmt::format("'{}' are no hours of work. Write them as mon-fri 07:00-19:00; several "
                          "days as mon,wed,sat.",
                          text));
}

size_t day_of(std::string_view word, std::string_view whole) {
  for (size_t day = 0; day < kDays.size(); ++day) {
    if (kDays[day] == word) return day;
  }
  refuse(whole);
}

int minute_of(std::string_view time, std::string_view whole) {
  const auto digit = [&](size_t i) {
    if (time[i] < '0' || time[i] > '9') refuse(whole);
    return time[i] - '0';
  };
  if (time.size() != 5 || time[2] != ':') refuse(whole);
  const int hour = digit(0) * 10 + digit(1);
  const int minute = digit(3) * 10 + digit(4);
  if (hour > 24 || minute > 59 || hour * 60 + minute > kMinutesOfDay) refuse(whole);
  return hour * 60 + minute;
}

uint8_t days_of(std::string_view words, std::string_view whole) {
  uint8_t days = 0;
  while (!words.empty()) {
    const size_t comma = words.find(',');
    const std::string_view word = words.substr(0, comma);
    words = comma == words.npos ? std::string_view() : words.substr(comma + 1);
    const size_t dash = word.find('-');
    size_t day = day_of(word.substr(0, dash), whole);
    const size_t last = dash == word.npos ? day : day_of(word.substr(dash + 1), whole);
    days |= static_cast<uint8_t>(1U << day);
    while (day != last) {
      day = (day + 1) % kDays.size();
      days |= static_cast<uint8_t>(1U << day);
    }
  }
  if (days == 0) refuse(whole);
  return days;
}

/// Summer time is from the last Sunday of March to the last of October, both at one o'clock UTC.
bool is_summer(chrono::sys_time<chrono::minutes> moment) {
  const chrono::year year = chrono::year_month_day(chrono::floor<chrono::days>(moment)).year();
  const auto turn = [&](chrono::month month) {
    return chrono::sys_days(year / month / chrono::Sunday[chrono::last]) + chrono::hours(1);
  };
  return moment >= turn(chrono::March) && moment < turn(chrono::October);
}

/// The minute of a moment in the United Kingdom.
chrono::sys_time<chrono::minutes> local_minute(int64_t micros) {
  const auto moment = chrono::floor<chrono::minutes>(
      chrono::sys_time<chrono::microseconds>(chrono::microseconds(micros)));
  return is_summer(moment) ? moment + chrono::hours(1) : moment;
}

}  // namespace

WorkingHours read_hours(std::string_view text) {
  const size_t space = text.find(' ');
  if (space == text.npos) refuse(text);
  const std::string_view times = text.substr(space + 1);
  const size_t dash = times.find('-');
  if (dash == times.npos) refuse(text);
  return {days_of(text.substr(0, space), text), minute_of(times.substr(0, dash), text),
          minute_of(times.substr(dash + 1), text)};
}

bool is_at_work(const WorkingHours& hours, int64_t micros) noexcept {
  const auto moment = local_minute(micros);
  const auto day = chrono::floor<chrono::days>(moment);
  const int minute = static_cast<int>((moment - day).count());
  const unsigned weekday = chrono::weekday(day).iso_encoding() - 1;
  const auto works = [&](unsigned on) { return ((hours.days >> on) & 1U) != 0; };
  if (hours.start_minute < hours.end_minute) {
    return works(weekday) && minute >= hours.start_minute && minute < hours.end_minute;
  }
  const unsigned before = (weekday + 6) % 7;
  return (works(weekday) && minute >= hours.start_minute) ||
         (works(before) && minute < hours.end_minute);
}

ClockTime clock_time(int64_t micros) {
  const auto moment = local_minute(micros);
  const auto day = chrono::floor<chrono::days>(moment);
  const chrono::year_month_day date(day);
  const int minute = static_cast<int>((moment - day).count());
  return {fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())),
          minute / 60, minute % 60, kDays[chrono::weekday(day).iso_encoding() - 1]};
}

}  // namespace newlyn::governance
