// SPDX-License-Identifier: MIT
// The text of a number in a cell, as a person sees it: dates as dates, leading zeros kept.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace newlyn::source {

/// What a number format makes of a number.
struct NumberFormat {
  enum class Kind : uint8_t { plain, date, time, date_time, zeros } kind = Kind::plain;
  std::string zeros;  // for Kind::zeros: the pattern, as "000-00-0000"
};

/// The format with a number of its own: 14 is a date, 22 a date with time, ...
/// Source: ECMA-376 part 1, 18.8.30 (numFmt).
NumberFormat built_in_format(int id);

/// The format that a format code describes: "dd/mm/yyyy" is a date, "00000" five digits.
NumberFormat read_format(std::string_view code);

/// The text of `number`, which is written as it stands in the workbook ("28581.0", "1E3").
/// Dates give "1978-04-01", with a time "1978-04-01 13:30:00"; a time alone "13:30:00"; whole
/// numbers their digits; other numbers at most 15 significant digits, as the program shows.
/// `days_from_1904`: the workbook counts days from 1904 rather than from 1900.
std::string number_text(std::string_view number, const NumberFormat& format, bool days_from_1904);

}  // namespace newlyn::source
