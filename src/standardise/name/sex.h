// SPDX-License-Identifier: MIT
// Standardises the sex of a person.
#pragma once

#include <string>
#include <string_view>

namespace newlyn::standardise {

/// What the values of a column of sexes mean where one letter means different things.
struct SexCodes {
  bool numbers = false;  // 1 male, 2 female (ISO/IEC 5218)
  bool spanish = false;  // "h" and "m" are hombre and mujer
  bool french = false;   // "h" and "f" are homme and femme
};

/// "f", "m" or "x"; empty for a value that is not understood.
std::string standardise_sex(std::string_view text, const SexCodes& codes);

}  // namespace newlyn::standardise
