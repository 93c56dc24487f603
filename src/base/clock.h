// SPDX-License-Identifier: MIT
// The clock behind a seam, so that tests and receipts can fix the time.
#pragma once

#include <cstdint>
#include <string>

namespace newlyn {

/// Seconds from an arbitrary point, never going back. For durations.
double monotonic_seconds();

/// Microseconds since 1970-01-01T00:00:00Z. A fixed value when `fix_clock` was called.
int64_t now_micros();

/// The present as "2001-04-09T12:30:00Z".
std::string now_text();

/// Makes now_micros return `micros` from now on; negative returns to the real clock. For tests
/// and for repeatable receipts.
void fix_clock(int64_t micros);

}  // namespace newlyn
