// SPDX-License-Identifier: MIT
// Sort codes and account numbers of the United Kingdom. Source: GOV.UK, bank details.
#pragma once

#include <string_view>

#include "standardise/checked_value.h"

namespace newlyn::standardise {

/// Six digits, written 12-34-56.
CheckedValue check_sort_code(std::string_view text);

/// Eight digits; six and seven are filled up with zeros in front. Fourteen digits are a sort code
/// and an account number. Banks check their numbers by tables of their own, which is not done here.
CheckedValue check_bank_account(std::string_view text);

}  // namespace newlyn::standardise
