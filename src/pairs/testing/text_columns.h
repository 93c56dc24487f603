// SPDX-License-Identifier: MIT
// Columns for comparison made from texts in a test.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"
#include "pairs/pair_columns.h"

namespace newlyn::pairs {

/// Columns of texts, one record a row; an empty text is null. All columns have equal length.
PairColumns columns_of(const std::vector<std::vector<std::string>>& texts);

/// A column called "value" with one row a text.
PairColumn column_of(const std::vector<std::string>& texts);

/// A short value of a few letters and words, null at times; values repeat often.
std::string short_value(Random& random);

}  // namespace newlyn::pairs
