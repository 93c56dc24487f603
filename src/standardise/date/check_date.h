// SPDX-License-Identifier: MIT
// The dates of one column as a person wants them explained.
#pragma once

#include <string>
#include <vector>

#include "standardise/checked_value.h"

namespace newlyn::standardise {

/// Reads birth dates. Whether the day or the month comes first is found out from all values; where
/// none decides, the day does. `partial`: a year, or a year and a month.
std::vector<CheckedValue> check_birth_dates(const std::vector<std::string>& column);

/// The same for other dates, which may lie in the future.
std::vector<CheckedValue> check_dates(const std::vector<std::string>& column);

}  // namespace newlyn::standardise
