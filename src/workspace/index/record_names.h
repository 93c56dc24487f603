// SPDX-License-Identifier: MIT
// What the records of a source are called in an index.
#pragma once

#include <string>
#include <vector>

#include "store/store.h"

namespace newlyn::workspace {

/// The names of the records of a kind that rows of a source yield ("person", "second"), ascending;
/// none for a source that has no standard records.
std::vector<std::string> record_names(store::Store& store, const std::string& source,
                                      const std::string& kind);

}  // namespace newlyn::workspace
