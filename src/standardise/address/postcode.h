// SPDX-License-Identifier: MIT
// Standardises postcodes of the United Kingdom, the United States and elsewhere.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newlyn::standardise {

/// What other columns say about the country of a postcode column.
enum class PostcodeCountry : unsigned char { unknown, us, au };

/// "sw1a1aa", "43004", "0800"; no inner space. O and 0, I and 1 are put right in a postcode of the
/// United Kingdom where only one reading is possible. A ZIP+4 keeps its first five digits. A
/// leading zero that was lost is put back only when `country` says which length is right.
std::string standardise_postcode(std::string_view text, PostcodeCountry country);

/// True for a whole postcode of the United Kingdom in lower case without space (form and area; it
/// need not exist). Source of the form: BS 7666 as published by the Cabinet Office.
bool is_uk_postcode(std::string_view compact_text);

/// The postcodes of the United Kingdom that changing O and 0, I and 1 in the text can give.
std::vector<std::string> uk_postcode_repairs(std::string_view compact_text);

/// True for the part before the last three: "sw1a", "m1".
bool is_uk_outcode(std::string_view compact_text);

}  // namespace newlyn::standardise
