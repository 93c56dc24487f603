// SPDX-License-Identifier: MIT
// A folder for a journal, gone with the test.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace newlyn::index {

class Folder {
 public:
  explicit Folder(const std::filesystem::path& under = std::filesystem::temp_directory_path()) {
    std::string name = under / "newlyn_index_XXXXXX";
    path_ = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::string& path() const { return path_; }
  std::string journal() const { return path_ + "/index.journal"; }

 private:
  std::string path_;
};

/// Where files cost no disk, if there is such a place: for those that nobody needs after a crash.
inline std::filesystem::path folder_in_memory() {
  constexpr const char* kMemory = "/dev/shm";
  if (::access(kMemory, W_OK | X_OK) == 0) return kMemory;
  return std::filesystem::temp_directory_path();
}

}  // namespace newlyn::index
