// SPDX-License-Identifier: MIT
// Folds text of any script into lower-case ASCII.
//
// Plain ASCII and Latin letters with marks go through a table; everything else through ICU:
// compatibility form, romanisation of the script, marks removed, lower case. Both give the same
// result where both apply (a test compares them).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newlyn::standardise {

/// `text` (UTF-8) in lower-case ASCII, punctuation and white space kept (as one space each).
std::string fold_ascii(std::string_view text);

/// `text` as lower-case words of ASCII letters and digits with single spaces between them.
/// Apostrophes vanish, "&" becomes "and", other punctuation separates words.
std::string fold_words(std::string_view text);

/// The words of text that is already ASCII, by the rule of fold_words.
std::string words_of_ascii(std::string_view ascii);

/// The parts of `words` between single spaces. The views point into `words`.
std::vector<std::string_view> split_words(std::string_view words);

/// The words of `parts` with single spaces between them.
std::string join_words(const std::vector<std::string_view>& parts);

/// The letters and digits of text that is already folded, without spaces.
std::string compact(std::string_view text);

bool is_digits(std::string_view word) noexcept;
bool has_digit(std::string_view word) noexcept;

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) noexcept { return c >= 'a' && c <= 'z'; }

}  // namespace newlyn::standardise
