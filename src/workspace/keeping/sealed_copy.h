// SPDX-License-Identifier: MIT
// Files of a backup: sealed under the workspace's key, each bound to its path.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "governance/sealing.h"

namespace newlyn::workspace {

/// A file that is copied: where it goes, and its path in the workspace.
struct SealedPlace {
  std::string to;
  std::string path;
};

/// Seals up to `bytes` of an open file, from where it stands, into a new file and returns when it
/// is on the device. For its owner alone. Throws Error: source_unreadable, output_unwritable,
/// storage_full.
void seal_copy(int file, uint64_t bytes, const SealedPlace& place,
               const governance::SealingKey& key);
/// The same of a whole file by its name.
void seal_copy_of(const std::string& from, const SealedPlace& place,
                  const governance::SealingKey& key);
/// The same in a process of its own, so that the locks that this one has on the file stay.
void seal_copy_apart(const std::string& from, const SealedPlace& place,
                     const governance::SealingKey& key);

/// Gives the content of a sealed file part by part. Throws Error: access_refused where its key is
/// not in the ring, source_unreadable where it was changed or is cut off.
void read_sealed_copy(const SealedPlace& place, const governance::KeyRing& ring,
                      const std::function<void(std::string_view)>& take);

}  // namespace newlyn::workspace
