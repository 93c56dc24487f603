// SPDX-License-Identifier: MIT
// UTF-8 into the encodings of older systems.
#pragma once

#include <string>
#include <string_view>

namespace newlyn::synthetic {

enum class TextEncoding : unsigned char { utf8, windows1252, utf16 };

/// `text` in `encoding`; UTF-16 is little-endian without a mark. What Windows-1252 lacks loses its
/// accents, and becomes a question mark where that does not help.
std::string encoded(std::string_view text, TextEncoding encoding);

}  // namespace newlyn::synthetic
