// SPDX-License-Identifier: MIT
// Text in columns of equal width.
#pragma once

#include <string>
#include <string_view>

namespace newlyn::cli {

/// Code points of UTF-8 text: close enough to its width for aligning columns.
size_t width_of(std::string_view text);

/// `text` cut or filled to `width` columns, control characters made visible.
std::string cell(std::string_view text, size_t width);

}  // namespace newlyn::cli
