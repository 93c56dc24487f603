// SPDX-License-Identifier: MIT
// The verb that checks a workspace for somebody.
#pragma once

#include "workspace/home.h"
#include "workspace/keep_workspace.h"

namespace newlyn::workspace {

/// What check_workspace finds, as the answer to a person: an entry of the log. Where the log itself
/// is damaged there is none, and what is wrong with it is told all the same.
CheckAnswer check_for(const Asked& asked, bool full, RunContext& run);

}  // namespace newlyn::workspace
