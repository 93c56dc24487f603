// SPDX-License-Identifier: MIT
// Texts that a slip of the pen makes of one another.
#pragma once

#include <string_view>

namespace newlyn::pairs {

/// True when one insertion, deletion, replacement or swap of neighbours turns one text into the
/// other, or they are equal. Linear time; the same as a Damerau-Levenshtein distance of one at
/// most.
bool within_one_edit(std::string_view left, std::string_view right) noexcept;

}  // namespace newlyn::pairs
