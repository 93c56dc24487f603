// SPDX-License-Identifier: MIT
// Standardises streets and house numbers.
#pragma once

#include <string>
#include <string_view>

namespace newlyn::standardise {

/// A street line split into its number and its name.
struct StreetLine {
  std::string house_number;  // "12a", "3 12" for flat 3 of number 12
  std::string street;        // "high street", abbreviations spelled out
  friend bool operator==(const StreetLine&, const StreetLine&) = default;
};

/// Splits one or more street lines joined by commas: "Flat 3, 12a High St." gives "3 12a" and
/// "high street".
StreetLine standardise_street(std::string_view text);

/// A value of a column of house numbers: "12 A" to "12a", "No. 7" to "7", "Flat 3, 12" to "3 12";
/// a house name stays as words.
std::string standardise_house_number(std::string_view text);

}  // namespace newlyn::standardise
