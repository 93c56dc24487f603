// SPDX-License-Identifier: MIT
// Names and sexes as a person wants them explained.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "standardise/checked_value.h"

namespace newlyn::standardise {

/// Takes a whole name apart: given, middle and family name, generation. Compared as these in this
/// order.
CheckedValue check_full_name(std::string_view text);

/// Given names; the remark tells which of the other values are variants of the same name.
std::vector<CheckedValue> check_given_names(const std::vector<std::string>& column);

CheckedValue check_family_name(std::string_view text);

/// Sexes and genders: "f", "m" or "x". What H, M and numbers mean is found out from all values.
std::vector<CheckedValue> check_sexes(const std::vector<std::string>& column);

}  // namespace newlyn::standardise
