// SPDX-License-Identifier: MIT
// A folder for a journal, gone with the test.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace newlyn::index {

class Folder {
 public:
  Folder() {
    std::string name = std::filesystem::temp_directory_path() / "newlyn_index_XXXXXX";
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

}  // namespace newlyn::index
