// SPDX-License-Identifier: MIT
// Edit distances over bytes, equal to DuckDB's functions of the same name.
#pragma once

#include <cstdint>
#include <string_view>

#include "pairs/one_edit.h"

namespace newlyn::pairs {

/// Levenshtein distance in bytes. Bit-parallel up to 64 bytes of the shorter text.
/// Source: Myers, "A fast bit-vector algorithm for approximate string matching", 1999, in the form
/// of Hyyro, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances", 2003.
uint32_t levenshtein(std::string_view left, std::string_view right);

/// The same where it is 0 or 1; else 2.
uint32_t levenshtein_to_one(std::string_view left, std::string_view right) noexcept;

/// Damerau-Levenshtein distance in bytes, unrestricted: a transposition may have edits inside.
/// Source: Lowrance and Wagner, "An extension of the string-to-string correction problem", 1975.
uint32_t damerau_levenshtein(std::string_view left, std::string_view right);

}  // namespace newlyn::pairs
