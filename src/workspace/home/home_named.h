// SPDX-License-Identifier: MIT
// The folder of a workspace, before anybody is let into it.
#pragma once

#include <string>

#include "workspace/home.h"

namespace newlyn::workspace {

/// Finds the workspace as find_home does, and asks nothing of who wants it.
Home home_named(const std::string& named);

}  // namespace newlyn::workspace
