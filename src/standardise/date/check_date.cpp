// SPDX-License-Identifier: MIT
// Finds the order of day and month out and judges each date.
#include "standardise/date/check_date.h"

#include <fmt/format.h>

#include "standardise/date/date.h"

namespace newlyn::standardise {
namespace {

struct ColumnOrder {
  DayOrder order = DayOrder::day_first;
  size_t votes = 0;  // values that can only be read in this order
};

ColumnOrder order_of(const std::vector<std::string>& column) {
  size_t day = 0;
  size_t month = 0;
  for (const std::string& text : column) {
    const int vote = day_order_vote(text);
    day += vote > 0 ? 1 : 0;
    month += vote < 0 ? 1 : 0;
  }
  if (month > day) return {DayOrder::month_first, month};
  return {DayOrder::day_first, day};
}

DayOrder other(DayOrder order) {
  return order == DayOrder::day_first ? DayOrder::month_first : DayOrder::day_first;
}

std::string written_date(const Date& date) {
  if (date.day > 0) return fmt::format("{:02}/{:02}/{:04}", date.day, date.month, date.year);
  if (date.month > 0) return fmt::format("{:02}/{:04}", date.month, date.year);
  return fmt::format("{:04}", date.year);
}

// Says how a date that can be read in both orders was read, and what it would be otherwise.
void tell_order(std::string_view text, const DateReading& reading, const ColumnOrder& column,
                CheckedValue& value) {
  DateReading turned = reading;
  turned.order = other(reading.order);
  const ParsedDate otherwise = parse_date(text, turned);
  if (otherwise.outcome != DateOutcome::date) return;
  const std::string also = date_text(otherwise.date);
  if (also == value.comparable) return;
  value.remark = fmt::format("Read with the {} first, {}; {} otherwise.",
                             reading.order == DayOrder::day_first ? "day" : "month",
                             column.votes == 0 ? std::string("as no value decides it")
                                               : fmt::format("as in {} other value{}", column.votes,
                                                             column.votes == 1 ? "" : "s"),
                             also);
}

std::string_view outcome_words(DateOutcome outcome) {
  switch (outcome) {
    case DateOutcome::placeholder:
      return "A date that systems write when they know none.";
    case DateOutcome::impossible:
      return "There is no such day in the calendar.";
    case DateOutcome::in_future:
      return "It lies in the future.";
    default:
      return "Not understood as a date.";
  }
}

ValueClass outcome_class(DateOutcome outcome) {
  if (outcome == DateOutcome::placeholder) return ValueClass::missing;
  const bool read = outcome == DateOutcome::impossible || outcome == DateOutcome::in_future;
  return read ? ValueClass::impossible : ValueClass::unreadable;
}

CheckedValue check_one(std::string_view text, const DateReading& reading,
                       const ColumnOrder& column) {
  CheckedValue value;
  const ParsedDate parsed = parse_date(text, reading);
  if (parsed.outcome != DateOutcome::date) {
    value.value_class = outcome_class(parsed.outcome);
    value.remark = outcome_words(parsed.outcome);
    return value;
  }
  value.comparable = date_text(parsed.date);
  value.written = written_date(parsed.date);
  value.value_class = parsed.date.day > 0 ? ValueClass::valid : ValueClass::partial;
  if (parsed.date.day == 0) {
    value.remark = parsed.date.month > 0 ? "The day is not told." : "Only the year is told.";
  } else if (reading.birth && parsed.date.month == 1 && parsed.date.day == 1) {
    value.remark = "1 January is often an estimate.";
  } else {
    tell_order(text, reading, column, value);
  }
  return value;
}

std::vector<CheckedValue> check_column(const std::vector<std::string>& column, bool birth) {
  const ColumnOrder order = order_of(column);
  const DateReading reading{order.order, birth, current_date()};
  std::vector<CheckedValue> values;
  for (const std::string& text : column) values.push_back(check_one(text, reading, order));
  return values;
}

}  // namespace

std::vector<CheckedValue> check_birth_dates(const std::vector<std::string>& column) {
  return check_column(column, true);
}

std::vector<CheckedValue> check_dates(const std::vector<std::string>& column) {
  return check_column(column, false);
}

}  // namespace newlyn::standardise
