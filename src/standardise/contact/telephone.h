// SPDX-License-Identifier: MIT
// Standardises telephone numbers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newlyn::standardise {

/// The number in E.164 ("+447700900123") when it can be dialled from `region` (ISO 3166, upper
/// case, "GB"), else its digits. Empty when it has no digit.
std::string standardise_telephone(std::string_view text, std::string_view region);

/// The same answer as standardise_telephone, from the telephone library alone: the slow twin that
/// tests compare with.
std::string standardise_telephone_by_library(std::string_view text, std::string_view region);

/// The region in which most of the numbers are valid, or empty when none holds for half of those
/// written without a country code. The result does not depend on the order of `numbers`.
std::string guess_region(const std::vector<std::string_view>& numbers);

}  // namespace newlyn::standardise
