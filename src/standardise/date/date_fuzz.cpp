// SPDX-License-Identifier: MIT
// Any bytes: a date that is read is of the calendar and reads the same when written out.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "standardise/date/date.h"

namespace newlyn::standardise {
namespace {

void check_text(std::string_view text) {
  const DateReading reading{DayOrder::day_first, text.size() % 2 == 0, {2026, 11, 22}};
  const ParsedDate parsed = parse_date(text, reading);
  if (parsed.outcome == DateOutcome::date) {
    if (!is_calendar_date(parsed.date)) std::abort();
    if (!(parse_date(date_text(parsed.date), reading) == parsed)) std::abort();
  }
  const int vote = day_order_vote(text);
  if (vote < -1 || vote > 1) std::abort();
}

}  // namespace
}  // namespace newlyn::standardise

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  newlyn::standardise::check_text({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
