// SPDX-License-Identifier: MIT
// Numbers that two records of one person may not differ in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newlyn::workspace {

/// What these vetoes are called in a sentence.
inline constexpr const char* kNhsVeto = "NHS number";
inline constexpr const char* kInsuranceVeto = "National Insurance number";

/// The valid NHS numbers among the words of a standard value.
std::vector<std::string> nhs_numbers_in(std::string_view cell);
/// The same for National Insurance numbers, without the letter at their end.
std::vector<std::string> insurance_numbers_in(std::string_view cell);

}  // namespace newlyn::workspace
