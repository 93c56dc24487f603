// SPDX-License-Identifier: MIT
// An append-only file of entries, each whole or not there. See format.md.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace newlyn::index {

class Journal {
 public:
  /// Opens the file, or makes it, and calls `take` with every entry in order. A last entry that was
  /// not written to its end is cut off: nobody was told that it was kept. Throws
  /// Error(store_failed) for a file that is no journal, is damaged, or that another process has.
  Journal(const std::string& path, const std::function<void(std::string_view)>& take);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// Adds an entry to what the next sync() writes.
  void add(std::string_view entry);
  /// Writes what was added and waits until it is on the device. Throws Error(output_unwritable) or
  /// Error(storage_full); the journal must not be used any more then.
  void sync();

 private:
  void write_all(std::string_view bytes);

  std::string path_;
  int file_ = -1;
  std::string open_;  // added and not yet written
};

}  // namespace newlyn::index
