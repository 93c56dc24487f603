// SPDX-License-Identifier: MIT
// Unique numbers of properties (UPRN) and streets (USRN). Source: the open standard for property
// and street identifiers, GOV.UK.
#pragma once

#include <string_view>

#include "standardise/checked_value.h"

namespace newlyn::standardise {

/// One to twelve digits without meaning; zeros that a spreadsheet or feed put in front are dropped.
CheckedValue check_uprn(std::string_view text);

/// The same with at most eight digits.
CheckedValue check_usrn(std::string_view text);

}  // namespace newlyn::standardise
