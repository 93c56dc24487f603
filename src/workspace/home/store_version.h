// SPDX-License-Identifier: MIT
// The version of a workspace's store: what tables there are, as workspace_format says. See
// docs/internals/workspace.md.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/store.h"
#include "workspace/home.h"

namespace newlyn::workspace {

/// The version that this program writes.
inline constexpr int64_t kStoreVersion = 2;

/// A store and the key that opened it.
struct KeyedStore {
  std::unique_ptr<store::Store> store;
  std::string key;
};

/// Makes the tables that every store of this version has in a new one.
void begin_store(store::Store& store);

/// Brings a store of an earlier version up to date, in one transaction, after a copy of it is kept
/// beside it. Throws Error(store_failed) for one of a later version, or of none, and changes
/// nothing of it.
void bring_up_to_date(const Home& home, const KeyedStore& opened);

/// A file that was kept as it was before it was brought up to date.
struct KeptVersion {
  std::string file;
  int64_t version = 0;
};

/// The stores that were kept, earliest first.
std::vector<KeptVersion> kept_stores(const Home& home);

/// Puts back the last store that was kept; the one there is takes its place beside it. Returns
/// where that is; nothing where none was kept. `store` must be closed then, and nothing be done
/// with it before.
std::optional<KeptVersion> roll_back_store(const Home& home, store::Store& store);

}  // namespace newlyn::workspace
