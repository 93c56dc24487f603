// SPDX-License-Identifier: MIT
// What a column's values look like together: shares of rows with each property.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "profile/evidence/value_shape.h"
#include "record/text_column.h"

namespace newlyn::profile {

/// Distinct values looked at in one column; more are sampled by the hash of the value, so that
/// the choice depends on the values only.
inline constexpr size_t kValuesRead = 20'000;

/// A column in numbers. Shares are of the rows with a value that is not a placeholder, weighted
/// by how often each value occurs.
struct ColumnShape {
  uint64_t rows = 0;
  uint64_t filled = 0;  // rows with a value
  uint64_t distinct = 0;
  uint64_t read = 0;  // rows behind the shares; 0: nothing but nulls and placeholders
  std::array<double, kShapeCount> shares{};
  double same_length = 0;      // share of the commonest length
  uint32_t common_length = 0;  // that length in bytes
  uint32_t skeletons = 0;      // kinds of values after runs of digits become one sign; at most 9
  double effective = 0;        // values weighed by use: 1 / sum of squared shares
  bool even = false;           // all values occur equally often
  int year_low = 0;            // 5th and 95th percentile of the years of dates, 0: none
  int year_high = 0;
  bool unique = false;             // every row has a value of its own
  bool counting = false;           // unique whole numbers that fill at least half of their range
  bool counts_from_start = false;  // unique whole numbers without a gap from 0 or 1

  double share(Shape shape) const { return shares[static_cast<size_t>(shape)]; }
};

/// Looks at a column. The order of rows and of the values' codes changes nothing.
ColumnShape shape_column(const record::TextColumn& column);

}  // namespace newlyn::profile
