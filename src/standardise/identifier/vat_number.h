// SPDX-License-Identifier: MIT
// VAT registration numbers of the United Kingdom. Source: HMRC, VATREC and its modulus 97 check.
#pragma once

#include <string_view>

#include "standardise/checked_value.h"

namespace newlyn::standardise {

/// Nine digits with a check (modulus 97, the older or the newer way), with GB or XI in front or
/// without; three more digits for a branch; GD and HA with three digits for government and health.
/// Within one way of checking, any single wrong digit is found. Compared without GB, XI and branch.
CheckedValue check_vat_number(std::string_view text);

}  // namespace newlyn::standardise
