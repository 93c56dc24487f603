// SPDX-License-Identifier: MIT
// Reads a date of a column, to order dates and to know the usual stand-ins among them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace newlyn::profile {

/// How the parts of a date stand in a value.
enum class DateOrder : uint8_t { year_first, day_first, month_first };

/// Which orders are possible for a value that begins with a day or a month.
struct DateHints {
  bool day_first = false;    // only so it is a date
  bool month_first = false;  // only so it is a date
};

/// A date as yyyymmdd; `order` says what stands first where the year does not and the month is no
/// word. Months are read in English. Nothing for what is no date or has a year of two digits.
std::optional<int64_t> date_number(std::string_view value, DateOrder order) noexcept;

/// What one value says about the order.
DateHints date_hints(std::string_view value) noexcept;

/// yyyymmdd as "2001-04-09".
std::string date_text(int64_t number);

/// True for days that systems put where no date is known: 1900-01-01, 1970-01-01, 9999-12-31.
bool is_default_date(int64_t number) noexcept;

}  // namespace newlyn::profile
