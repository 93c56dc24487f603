// SPDX-License-Identifier: MIT
// Jaro and Jaro-Winkler similarity over bytes, equal to DuckDB's functions of the same name.
#pragma once

#include <string_view>

namespace newlyn::pairs {

/// Jaro similarity, 0 to 1. Source: Jaro, "Advances in record-linkage methodology", 1989.
/// Two empty texts give 1.
double jaro_similarity(std::string_view left, std::string_view right);

/// Jaro-Winkler similarity, 0 to 1: Jaro raised by 0.1 for each of up to four equal first bytes
/// when Jaro is above 0.7. Source: Winkler, "String comparator metrics", 1990.
double jaro_winkler_similarity(std::string_view left, std::string_view right);

/// An upper bound of jaro_winkler_similarity from the lengths alone.
double jaro_winkler_bound(size_t left, size_t right) noexcept;

}  // namespace newlyn::pairs
