// SPDX-License-Identifier: MIT
// The file that monitoring reads.
#pragma once

#include "workspace/home.h"

namespace newlyn::workspace {

/// Writes status.json: "ok", and for each source its health, message, age and records. It holds no
/// value of a record.
void write_status(const Home& home, store::Store& store);

}  // namespace newlyn::workspace
