// SPDX-License-Identifier: MIT
// What a person types into a search, in the form of standard values.
#pragma once

#include <string>

namespace newlyn::workspace {

/// Folds letters with marks and apostrophes and writes telephone numbers in full; quotes stay where
/// they are, and what has digits stays as it is, for the index reads dates and numbers itself.
std::string query_text(const std::string& typed);

}  // namespace newlyn::workspace
