// SPDX-License-Identifier: MIT
// The store of a workspace written into a new file, which takes the place of the old one.
#pragma once

#include "workspace/home.h"

namespace newlyn::workspace {

/// Writes the store anew, without a byte of what was deleted and as newlyn.toml has it now
/// (encrypted or not, under the workspace's key of now), and puts it in place of the old one;
/// `store` must be closed then, and nothing be done with it before. Throws Error(store_failed)
/// where the new one does not have every row.
void rewrite_store(const Home& home, store::Store& store);

}  // namespace newlyn::workspace
