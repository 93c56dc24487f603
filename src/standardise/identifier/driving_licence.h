// SPDX-License-Identifier: MIT
// Driver numbers on licences of the United Kingdom. Source: DVLA, driver number.
#pragma once

#include <string_view>

#include "standardise/checked_value.h"

namespace newlyn::standardise {

/// Sixteen characters of Great Britain: five of the family name (filled with 9), the birth date
/// with 5 added to the month's first digit for women, initials, and three more; two of the issue
/// may follow and are left out. Eight digits in Northern Ireland.
CheckedValue check_driving_licence(std::string_view text);

}  // namespace newlyn::standardise
