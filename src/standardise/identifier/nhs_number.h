// SPDX-License-Identifier: MIT
// NHS numbers. Source: NHS Data Dictionary, NHS NUMBER.
#pragma once

#include <string_view>

#include "standardise/checked_value.h"

namespace newlyn::standardise {

/// Ten digits, the last a check digit (modulus 11). Any single wrong digit and any two neighbours
/// changed round are found. A right check digit does not say that the number was issued.
CheckedValue check_nhs_number(std::string_view text);

}  // namespace newlyn::standardise
