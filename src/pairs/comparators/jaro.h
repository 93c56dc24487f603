// SPDX-License-Identifier: MIT
// Jaro and Jaro-Winkler similarity over bytes, equal to DuckDB's functions of the same name.
#pragma once

#include <string_view>

namespace newlyn::pairs {

/// Jaro similarity, 0 to 1. Source: Jaro, "Advances in record-linkage methodology", 1989.
/// An empty text is like no other: it gives 0, even with another empty one.
double jaro_similarity(std::string_view left, std::string_view right);

/// Jaro-Winkler similarity, 0 to 1: Jaro raised by 0.1 for each of up to four equal first bytes
/// when Jaro is above 0.7. Source: Winkler, "String comparator metrics", 1990.
double jaro_winkler_similarity(std::string_view left, std::string_view right);

/// Jaro-Winkler from the Jaro similarity of the two texts.
double jaro_winkler_of(double jaro, std::string_view left, std::string_view right) noexcept;

/// Up to here Jaro-Winkler is the same as Jaro.
inline constexpr double kJaroBoostFrom = 0.7;
/// What each equal first byte takes off the distance to 1.
inline constexpr double kJaroPrefixScale = 0.1;

}  // namespace newlyn::pairs
