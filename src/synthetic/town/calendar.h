// SPDX-License-Identifier: MIT
// Days as whole numbers, and the forms in which systems write them.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "synthetic/people/kin.h"

namespace newlyn::synthetic {

/// Days since 1 January 1970.
using Day = int32_t;

/// A day that has not come.
inline constexpr Day kNever = std::numeric_limits<Day>::max();

Day day_of(const Date& date) noexcept;
Date date_of(Day day) noexcept;
inline Day first_day(int year) noexcept { return day_of(Date{year, 1, 1}); }
inline Day last_day(int year) noexcept { return day_of(Date{year, 12, 31}); }

/// The borough is seen at the end of this year; its story begins with the other.
inline constexpr int kStoryBegins = 2008;
inline constexpr int kStoryEnds = 2025;

/// The first day on which the borough can be looked at: one year before the end of its story.
inline constexpr int kSeenFrom = kStoryEnds - 1;

/// Whole years from `born` to `day`.
int age_on(Day born, Day day) noexcept;

/// A day from `low` to `high`, both included; `low` when they are out of order.
Day draw_day(Day low, Day high, Random& random) noexcept;

/// The day that "2025-12-31" means; nothing for what is no such date.
std::optional<Day> read_iso_date(std::string_view text);

/// 2025-12-31, or nothing for kNever.
std::string iso_date(Day day);
/// 31/12/2025, or nothing for kNever.
std::string slashed_date(Day day);
/// 31-DEC-1998, or nothing for kNever.
std::string oracle_date(Day day);
/// 20251231, or nothing for kNever.
std::string packed_date(Day day);

}  // namespace newlyn::synthetic
