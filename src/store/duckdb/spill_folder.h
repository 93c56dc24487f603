// SPDX-License-Identifier: MIT
// The folder a store spills into: for this user only, and gone when the store is.
#pragma once

#include <string>

namespace newlyn::store {

/// A folder of its own for one store. What is spilled are records, so nobody else may read it, and
/// what a killed program left behind is removed by the next one that starts.
///
/// The folder is locked as long as it is in use; one that can be locked by another was left behind.
class SpillFolder {
 public:
  /// Makes a folder inside `temporary_folder`. Where that cannot be done, no folder is made; the
  /// store works on until it has to spill.
  explicit SpillFolder(const std::string& temporary_folder);
  SpillFolder(const SpillFolder&) = delete;
  SpillFolder& operator=(const SpillFolder&) = delete;
  ~SpillFolder();
  const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
  int lock_ = -1;
};

}  // namespace newlyn::store
