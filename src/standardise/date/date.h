// SPDX-License-Identifier: MIT
// Reads one date in any usual format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace newlyn::standardise {

/// A date of the Gregorian calendar, whole or in part: month and day 0 when they are not known.
struct Date {
  int year = 0;
  int month = 0;
  int day = 0;
  friend bool operator==(const Date&, const Date&) = default;
};

/// Which of the first two numbers of "3/4/1990" is the day.
enum class DayOrder : uint8_t { day_first, month_first };

/// How the dates of one column are to be read.
struct DateReading {
  DayOrder order = DayOrder::day_first;
  bool birth = true;  // a birth is not in the future and at most kAgeMax years ago if two digits
  Date today;
};

/// What reading one value gave.
enum class DateOutcome : uint8_t { date, placeholder, impossible, unreadable, in_future };

struct ParsedDate {
  DateOutcome outcome = DateOutcome::unreadable;
  Date date;
  friend bool operator==(const ParsedDate&, const ParsedDate&) = default;
};

/// Reads `text`: "1990-06-20", "20/06/1990", "6/20/90", "24-May-11", "19560409", "June 3 1980",
/// "1990-06-20 00:00:00", "1990", "06/1990". A number above 12 decides the order of day and month
/// for its own value; otherwise `reading.order` does.
ParsedDate parse_date(std::string_view text, const DateReading& reading);

/// "1971-06-24", "1971-06" or "1971". Requires: date.year >= 1.
std::string date_text(const Date& date);

/// True when the parts that are known make a day of the calendar.
bool is_calendar_date(const Date& date) noexcept;

/// True for dates that systems write when they know none: 1900-01-01, 9999-12-31, 1753-01-01 ...
/// A plausible 1 January is not one.
bool is_placeholder_date(const Date& date) noexcept;

/// +1 when the value can only be day first, -1 when it can only be month first, 0 otherwise.
int day_order_vote(std::string_view text);

/// The day on which the run takes place.
Date current_date();

}  // namespace newlyn::standardise
