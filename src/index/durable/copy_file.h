// SPDX-License-Identifier: MIT
// A file held open and copied durably, whatever becomes of its name.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace newlyn::index {

class CopiedFile {
 public:
  /// Null where there is no such file.
  static std::unique_ptr<CopiedFile> open(const std::string& path);
  explicit CopiedFile(int file) : file_(file) {}
  ~CopiedFile();
  CopiedFile(const CopiedFile&) = delete;
  CopiedFile& operator=(const CopiedFile&) = delete;

  /// Copies up to `bytes` from its begin to a file of that name and waits until they are on the
  /// device. Throws Error(output_unwritable), Error(storage_full).
  void copy(const std::string& to, uint64_t bytes) const;

 private:
  int file_;
};

}  // namespace newlyn::index
