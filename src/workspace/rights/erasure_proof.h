// SPDX-License-Identifier: MIT
// The search for what should be gone: in every byte of every file of a workspace, and in every text
// of the store, whose bytes show nothing where it is encrypted or compressed.
#pragma once

#include <string>
#include <vector>

#include "workspace/erase.h"
#include "workspace/home.h"

namespace newlyn::workspace {

/// Looks for each value in every file of the workspace, and in the columns of the store's tables
/// beside those of records, which the person's rows are gone from. What is found and stands in a
/// record of somebody else too, or in what an index makes of one, proves nothing, and a value of
/// fewer than four bytes stands everywhere: both are counted apart. Requires: the store is closed,
/// because reading its file ends its lock.
EraseProof prove_erased(const Home& home, const std::vector<std::string>& values);

}  // namespace newlyn::workspace
