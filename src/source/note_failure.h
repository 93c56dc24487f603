// SPDX-License-Identifier: MIT
// Lets the history of a source say that something went wrong after its rows were stored.
#pragma once

#include <string>

#include "store/store.h"

namespace newlyn::source {

/// Writes a run of `source` that failed with `message`, so that its status says so until a later
/// run ends well. What earlier runs have stored stays. Needs the tables of prepare_history.
void note_failure(store::Store& store, const std::string& source, const std::string& message);

}  // namespace newlyn::source
