// SPDX-License-Identifier: MIT
// The file that monitoring reads.
#pragma once

#include <string>
#include <vector>

#include "store/store.h"
#include "workspace/home.h"

namespace newlyn::workspace {

/// Writes status.json: "ok", and for each source its health, message, age and records. It holds no
/// value of a record.
void write_status(const Home& home, store::Store& store);

/// The names of all sources of a workspace, sorted.
std::vector<std::string> source_names(const Home& home);

}  // namespace newlyn::workspace
