// SPDX-License-Identifier: MIT
// Sentences that name judgements and corrections by number, as people may read them.
#pragma once

#include <string>

#include "index/view.h"

namespace newlyn::workspace {

/// A sentence in which "judgement 3" and "correction 3" name them by the numbers that changes have,
/// with those that people know (index::SaidNumbers) in their place.
std::string said_words(const index::View& index, const std::string& words);

}  // namespace newlyn::workspace
