// SPDX-License-Identifier: MIT
// newlyn.toml as a tree: for the few files that read settings of it.
#pragma once

#include "base/toml.h"
#include "workspace/home.h"

namespace newlyn::workspace {

/// Reads newlyn.toml of a workspace. Throws Error(request_invalid) with the line and what is wrong
/// there.
toml::table read_settings(const Home& home);

}  // namespace newlyn::workspace
