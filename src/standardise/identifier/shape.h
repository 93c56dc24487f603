// SPDX-License-Identifier: MIT
// Shapes of identifiers: which places hold letters and which hold digits.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace newlyn::standardise {

/// True when `text` (standard form) has a letter where `shape` has 'a', a digit where it has '9',
/// either where it has '?', and its length.
bool fits(std::string_view text, std::string_view shape) noexcept;

/// `text` with letters and digits that are taken for each other (O and 0, I and 1, S and 5, Z and
/// 2, B and 8) put right by their places; empty when it fits already or still does not.
std::string repaired(std::string_view text, std::string_view shape);

/// In capitals.
std::string in_capitals(std::string_view text);

/// In capitals, cut into groups of these sizes by `divider`; what is left over is the last group.
std::string grouped(std::string_view text, std::initializer_list<size_t> sizes, char divider = ' ');

}  // namespace newlyn::standardise
