// SPDX-License-Identifier: MIT
// The lists of lexicon/ that this room reads.
#pragma once

#include <string_view>

namespace newlyn::governance {

/// The text of a list, as the build compiled it in; empty for a list that is not there.
std::string_view lexicon_text(std::string_view list) noexcept;

}  // namespace newlyn::governance
