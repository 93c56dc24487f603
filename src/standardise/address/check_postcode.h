// SPDX-License-Identifier: MIT
// Postcodes of the United Kingdom as a person wants them explained. Source: BS 7666 as published by
// the Cabinet Office, with the letter P in third place.
#pragma once

#include <string_view>

#include "standardise/checked_value.h"

namespace newlyn::standardise {

/// `valid` by form and area; that does not prove that the postcode exists. `partial`: an outcode.
/// `special`: forces' post (BFPO, BF1) and the ZZ99 codes of health systems. Its parts are area,
/// district, sector and unit.
CheckedValue check_postcode(std::string_view text);

}  // namespace newlyn::standardise
