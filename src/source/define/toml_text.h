// SPDX-License-Identifier: MIT
// Texts as they stand in the TOML files of a source.
#pragma once

#include <string>
#include <string_view>

namespace newlyn::source {

/// A text in TOML's basic quotes.
std::string toml_text(std::string_view text);

}  // namespace newlyn::source
