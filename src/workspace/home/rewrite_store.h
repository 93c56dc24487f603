// SPDX-License-Identifier: MIT
// The store of a workspace written into a new file, which takes the place of the old one.
#pragma once

#include "workspace/home.h"

namespace newlyn::workspace {

/// Writes the store as it is into a new file `path` under a key, and compares the rows of all
/// tables. Throws Error(store_failed) where the new one does not have every row.
void copy_store(store::Store& store, const std::string& path, const std::string& key);

/// Writes the store anew, without a byte of what was deleted and as newlyn.toml has it now
/// (encrypted or not, under the workspace's key of now), and puts it in place of the old one;
/// `store` must be closed then, and nothing be done with it before. What was kept of earlier
/// versions of the store goes. Throws Error(store_failed) where the new one does not have every
/// row.
void rewrite_store(const Home& home, store::Store& store);

}  // namespace newlyn::workspace
