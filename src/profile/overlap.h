// SPDX-License-Identifier: MIT
// What tables have in common: columns that join them, and values on which they do not agree.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "profile/measure.h"

namespace newlyn::profile {

/// A table whose columns were measured, in the same order.
struct MeasuredTable {
  std::string name;
  const std::vector<record::TextColumn>* columns = nullptr;
  const std::vector<ColumnMeasure>* measures = nullptr;
};

/// A column of one table.
struct ColumnPlace {
  size_t table = 0;
  size_t column = 0;
};

/// How a column that two tables have agrees for the rows that a key brings together.
struct Agreement {
  std::string left_column;
  std::string right_column;
  uint64_t equal = 0;
  uint64_t different = 0;
  uint64_t one_lacks = 0;  // only one side has a value
};

/// Two columns of two tables that hold the same values.
struct JoinKey {
  ColumnPlace left;
  ColumnPlace right;
  double left_share = 0;   // of the left column's values that the right one has too; estimated
  double right_share = 0;  // where a column has more than twenty thousand values
  bool left_unique = false;
  bool right_unique = false;
  bool by_chance = false;            // both count from a small number, which overlaps by itself
  uint64_t joined = 0;               // rows that meet, where one value is one row on both sides
  std::vector<Agreement> agreement;  // of the surest key of two tables
};

/// Columns that join two tables, the surest first, at most five for two tables. Values are compared
/// without regard to case, spaces and punctuation.
std::vector<JoinKey> find_join_keys(const std::vector<MeasuredTable>& tables);

}  // namespace newlyn::profile
