// SPDX-License-Identifier: MIT
// Comparing expected text with what came out, and showing the two side by side.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newlyn::cases {

/// Whether `text` is what `pattern` says. Placeholders: <number> and <seconds> (digits with a
/// point, commas or an exponent, perhaps signed), <path> (no spaces), <any> (anything).
bool matches(std::string_view pattern, std::string_view text);

/// Whether `text` is one of the lines `pattern`; a line <any lines> stands for any number of them.
bool matches_lines(const std::vector<std::string>& pattern, const std::vector<std::string>& text);

/// The two texts side by side, equal lines marked "=", differing ones "!", lines only expected
/// "-", lines only got "+". Long stretches of equal lines are left out.
std::string side_by_side(const std::vector<std::string>& expected,
                         const std::vector<std::string>& got);

/// `got` with its lines put in the words of `expected` where these still match, so that
/// placeholders survive an update.
std::vector<std::string> updated(const std::vector<std::string>& expected,
                                 const std::vector<std::string>& got);

}  // namespace newlyn::cases
