// SPDX-License-Identifier: MIT
// Jaccard similarity of the sets of letters, equal to DuckDB's jaccard.
#pragma once

#include <string_view>

namespace newlyn::pairs {

/// Distinct bytes in both texts over distinct bytes in either, 0 to 1. DuckDB refuses empty texts;
/// here two empty texts give 1 and one empty text 0.
double jaccard_letters(std::string_view left, std::string_view right) noexcept;

}  // namespace newlyn::pairs
