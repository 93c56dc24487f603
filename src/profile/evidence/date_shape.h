// SPDX-License-Identifier: MIT
// Whether a text is a date in any usual form; enough to recognise a column, not to read it.
#pragma once

#include <optional>
#include <string_view>

namespace newlyn::profile {

/// What a text that is a date shows of itself.
struct DateShape {
  int year = 0;
  bool partial = false;      // a month and a year only
  bool compact_six = false;  // six digits: as likely a number
  bool timed = false;        // a time of day other than midnight
};

/// Reads `folded` (lower case) as a date: 1971-06-24, 24/6/71, 06-24-1971, 24.06.1971, 19710624,
/// 24061971, "24 june 1971", "jun 24, 1971", 24-jun-71, with a time behind it, 1971-06, 06/1971,
/// "june 1971". Day and month may stand in either order. Nothing otherwise.
std::optional<DateShape> date_shape(std::string_view folded);

}  // namespace newlyn::profile
