// SPDX-License-Identifier: MIT
// Standardises quantities.
#pragma once

#include <string>
#include <string_view>

namespace newlyn::standardise {

/// The plain decimal form: "1,000.50" and "£1000.5" to "1000.5", "-0.0" to "0". Empty when the
/// value is not a number. The only standard value with "." and "-" in it besides e-mail and dates.
std::string standardise_number(std::string_view text);

}  // namespace newlyn::standardise
