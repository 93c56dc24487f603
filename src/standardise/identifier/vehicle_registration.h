// SPDX-License-Identifier: MIT
// Vehicle registration marks of the United Kingdom. Source: DVLA, INF104 and the V796 forms.
#pragma once

#include <string_view>

#include "standardise/checked_value.h"

namespace newlyn::standardise {

/// The forms since 1903: AB12 CDE, A123 BCD, ABC 123D, ABC 1234 and 1234 ABC. Q plates (age not
/// known) and diplomatic plates are `special`.
CheckedValue check_vehicle_registration(std::string_view text);

}  // namespace newlyn::standardise
