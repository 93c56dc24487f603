// SPDX-License-Identifier: MIT
// Any bytes: a date that is read is of the calendar and reads the same when written out.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "standardise/date/date.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace newlyn::standardise;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const DateReading reading{DayOrder::day_first, size % 2 == 0, {2026, 11, 22}};
  const ParsedDate parsed = parse_date(text, reading);
  if (parsed.outcome == DateOutcome::date) {
    if (!is_calendar_date(parsed.date)) std::abort();
    if (!(parse_date(date_text(parsed.date), reading) == parsed)) std::abort();
  }
  const int vote = day_order_vote(text);
  return vote < -1 || vote > 1 ? -1 : 0;
}
