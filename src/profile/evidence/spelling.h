// SPDX-License-Identifier: MIT
// Lower-case Latin spelling without accents, so that headers and values meet the word tables.
#pragma once

#include <string>
#include <string_view>

namespace newlyn::profile {

/// Writes `text` to `out` (cleared first) with A-Z and accented Latin letters of U+00C0 to U+017F
/// as a-z ("ß" as "ss", "æ" as "ae"). Everything else is copied byte by byte.
void fold_latin(std::string_view text, std::string& out);

}  // namespace newlyn::profile
