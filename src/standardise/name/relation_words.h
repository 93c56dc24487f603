// SPDX-License-Identifier: MIT
// Words around a name that say whose it is and are no part of it.
#pragma once

#include <string>
#include <string_view>

namespace newlyn::standardise {

/// The name of the person in "Ahmed s/o Ibrahim" (the words for son, daughter and wife of: s/o,
/// d/o, w/o, a/l, a/p) and "Executors of the late J Smith" without those words; any other text as
/// it is.
std::string without_relation_words(std::string_view text);

}  // namespace newlyn::standardise
