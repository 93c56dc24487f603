// SPDX-License-Identifier: MIT
// Shapes of passport numbers. Source: ICAO Doc 9303, part 4; HM Passport Office.
#pragma once

#include <string_view>

#include "standardise/checked_value.h"

namespace newlyn::standardise {

/// Nine digits, as in the United Kingdom; six to nine letters and digits may be another country's.
/// The number itself holds no check digit: that is printed beside it.
CheckedValue check_passport(std::string_view text);

}  // namespace newlyn::standardise
