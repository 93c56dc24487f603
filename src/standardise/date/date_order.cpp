// SPDX-License-Identifier: MIT
// Counts the values whose first or second number is above 12.
#include "standardise/date/date_order.h"

namespace newlyn::standardise {

OrderVotes count_order_votes(const record::TextColumn& column) {
  OrderVotes votes;
  for (record::ValueCode code = 1; code <= column.values.value_count(); ++code) {
    const int vote = day_order_vote(column.values[code]);
    if (vote > 0) ++votes.day_first;
    if (vote < 0) ++votes.month_first;
  }
  return votes;
}

}  // namespace newlyn::standardise
