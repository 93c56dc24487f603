// SPDX-License-Identifier: MIT
// Finds out for a whole column whether the day or the month comes first.
#pragma once

#include <cstdint>

#include "record/text_column.h"
#include "standardise/date/date.h"

namespace newlyn::standardise {

/// How many distinct values can only be read one way or the other.
struct OrderVotes {
  uint64_t day_first = 0;
  uint64_t month_first = 0;
};

/// Counts the votes of the distinct values of a column.
OrderVotes count_order_votes(const record::TextColumn& column);

}  // namespace newlyn::standardise
