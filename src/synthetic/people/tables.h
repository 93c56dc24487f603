// SPDX-License-Identifier: MIT
// The text tables of names and words, compiled into the program.
#pragma once

#include <string_view>

namespace newlyn::synthetic {

/// The rows of names.tsv: tradition, kind, name and weight, separated by tabs.
std::string_view names_table() noexcept;

/// The text of words.txt: sections of words separated by commas.
std::string_view words_table() noexcept;

}  // namespace newlyn::synthetic
