// SPDX-License-Identifier: MIT
// What is counted while the values of a column are gone through.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "profile/evidence/value_shape.h"
#include "profile/measure.h"
#include "profile/measure/value_date.h"

namespace newlyn::profile {

/// A value of the column as a number or a day, with its rows.
struct Measured {
  double number = 0;
  uint64_t rows = 0;
};

/// Sums over the distinct values of a column that are no placeholders.
struct Tally {
  std::vector<uint64_t> lengths = std::vector<uint64_t>(1, 0);  // rows by length in characters
  std::vector<uint64_t> lengths_distinct;                       // values by length
  std::unordered_map<std::string, uint64_t> patterns;           // rows by pattern
  std::unordered_map<std::string, uint64_t> folded;  // values by their letters and digits alone
  std::vector<Measured> numbers;
  std::vector<Measured> days;   // yyyymmdd
  std::vector<uint64_t> years;  // rows by year
  std::string_view first;       // in order of letters
  std::string_view last;
  uint64_t whole_rows = 0;
  uint64_t number_rows = 0;
  uint64_t date_rows = 0;
  uint64_t yes_rows = 0;
  uint64_t damaged_rows = 0;  // text that was read in a wrong encoding
  uint64_t day_first_rows = 0;
  uint64_t month_first_rows = 0;
  bool folding = true;  // false once there are too many values to be a category
};

/// Goes through the values of a column; fills in what `measure` says of nulls, placeholders,
/// distinct and top values. The views are good as long as the column.
Tally tally_values(const record::TextColumn& column, ColumnMeasure& measure);

/// Writes the alerts of a column into `measure`, which is filled in but for them.
void find_alerts(const Tally& tally, int64_t today, ColumnMeasure& measure);

}  // namespace newlyn::profile
