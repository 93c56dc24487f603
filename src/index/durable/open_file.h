// SPDX-License-Identifier: MIT
// A file held open, whatever becomes of its name.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <memory>
#include <string>

namespace newlyn::index {

class OpenFile {
 public:
  /// Null where there is no such file.
  static std::unique_ptr<OpenFile> open(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    return file < 0 ? nullptr : std::make_unique<OpenFile>(file);
  }
  explicit OpenFile(int file) : file_(file) {}
  ~OpenFile() { ::close(file_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int file() const noexcept { return file_; }

 private:
  int file_;
};

}  // namespace newlyn::index
