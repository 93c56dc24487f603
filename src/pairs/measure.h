// SPDX-License-Identifier: MIT
// Measures of two values.
#pragma once

#include "pairs/comparison.h"
#include "pairs/pair_columns.h"

namespace newlyn::pairs {

/// True for a measure that takes longer than remembering its answer.
bool is_costly(Measure measure) noexcept;

/// The measure of two values given by their codes. Requires: neither is null; words and dates are
/// prepared where the measure needs them. Throws Error(request_invalid) for a measure that is not
/// defined for the values.
double measure_values(const Feature& feature, const PairColumns& columns, record::ValueCode left,
                      record::ValueCode right);

}  // namespace newlyn::pairs
