// SPDX-License-Identifier: MIT
// Company numbers. Source: Companies House, uniform resource identifiers and company prefixes.
#pragma once

#include <string_view>

#include "standardise/checked_value.h"

namespace newlyn::standardise {

/// Eight digits, or two letters of the register (lexicon/company_prefixes.csv) and six digits.
/// Zeros that were lost are put back: "1234567" is "01234567", "SC12345" is "SC012345".
CheckedValue check_company_number(std::string_view text);

}  // namespace newlyn::standardise
