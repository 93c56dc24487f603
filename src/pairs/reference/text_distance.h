// SPDX-License-Identifier: MIT
// Slow, obvious twins of the edit distances, for tests only.
#pragma once

#include <cstddef>
#include <string_view>

namespace newlyn::pairs::reference {

/// Levenshtein distance in bytes by the whole table of prefixes.
/// Source: Wagner and Fischer, "The string-to-string correction problem", 1974.
size_t levenshtein(std::string_view left, std::string_view right);

/// Unrestricted Damerau-Levenshtein distance in bytes: the last swap that could end at each cell is
/// looked for letter by letter.
/// Source: Lowrance and Wagner, "An extension of the string-to-string correction problem", 1975.
size_t damerau_levenshtein(std::string_view left, std::string_view right);

/// True when the texts are equal or any single edit or swap of neighbours, each tried in turn,
/// makes them so.
bool within_one_edit(std::string_view left, std::string_view right);

}  // namespace newlyn::pairs::reference
