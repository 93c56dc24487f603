// SPDX-License-Identifier: MIT
// When a person's request for their data must be answered.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace newlyn::governance {

/// A day of the calendar.
using Day = std::chrono::year_month_day;

/// Whose bank holidays count.
enum class Nation : uint8_t { england_and_wales, scotland, northern_ireland };

/// A question to the person without whose answer the search cannot go on.
struct ClarificationPause {
  Day asked;
  std::optional<Day> answered;
};

/// What is known of a request.
struct SubjectAccessRequest {
  Day received;
  std::optional<Day> identity_shown;  // where proof of identity was needed
  std::vector<ClarificationPause> pauses;
  bool extended = false;  // complex or one of several: two more months
  Nation nation = Nation::england_and_wales;
};

/// When it is due.
struct SubjectAccessDeadline {
  std::optional<Day> due;      // nothing while the clock stands still
  std::optional<Day> tell_by;  // the last day to tell the person of an extension
  std::optional<Day> habit;    // 28 days: one number for systems that need one
  uint64_t paused_days = 0;
  std::string note;  // what to know, in a plain sentence; empty: nothing
};

/// Applies Article 12 of the UK GDPR as the regulator reads it: the same day of the next month,
/// counted from receipt or from proof of identity; the month's last day if there is no such day;
/// days of waiting for a clarification since then added; then the next working day. An extension
/// makes it three months. Throws Error(request_invalid) for a day that is none or an answer before
/// its question.
SubjectAccessDeadline subject_access_deadline(const SubjectAccessRequest& request);

/// Whether people work on the day: no weekend and no bank holiday.
bool is_working_day(const Day& day, Nation nation);

/// The last year whose bank holidays are known.
int last_known_holiday_year();

/// Reads "2026-11-28"; nothing when there is no such day.
std::optional<Day> read_day(std::string_view text);

/// Writes "2026-11-28".
std::string day_text(const Day& day);

}  // namespace newlyn::governance
