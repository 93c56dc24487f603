// SPDX-License-Identifier: MIT
// Telephone numbers and e-mail addresses as a person wants them explained.
#pragma once

#include <string_view>

#include "standardise/checked_value.h"

namespace newlyn::standardise {

/// A number that can be dialled from the United Kingdom is `valid` and compared in E.164.
CheckedValue check_telephone(std::string_view text);

/// `special`: an address of an office, not of a person. A comma for a point and ".con" for ".com"
/// are put right in the suggestion.
CheckedValue check_email(std::string_view text);

}  // namespace newlyn::standardise
