// SPDX-License-Identifier: MIT
// The index of a kind against the store: whether each has the records of the other.
#pragma once

#include <string>
#include <vector>

#include "workspace/index/kind_index.h"

namespace newlyn::workspace {

/// What of the standard records that were linked is not in the index, and what of the index is not
/// among them, in sentences; empty where they agree. Rows that were read after their source was
/// last linked count on neither side: the next link is for them.
std::vector<std::string> check_linked(const Home& home, store::Store& store, const KindIndex& open);

}  // namespace newlyn::workspace
