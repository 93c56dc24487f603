// SPDX-License-Identifier: MIT
// A megabyte at a time.
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "index/durable_index.h"
#include "index/journal/durable_file.h"

namespace newlyn::index {

void copy_in_clear(int file, uint64_t bytes, const std::string& to) {
  constexpr size_t kPortion = size_t{1} << 20;
  std::string portion(kPortion, '\0');
  const int target = open_to_write(to + ".new");
  try {
    while (bytes > 0) {
      const size_t wanted = std::min<uint64_t>(bytes, kPortion);
      const size_t got = read_whole(file, portion.data(), wanted);
      write_whole(target, {portion.data(), got}, to);
      if (got < wanted) break;
      bytes -= got;
    }
    sync_file(target, to);
  } catch (...) {
    ::close(target);
    std::filesystem::remove(to + ".new");
    throw;
  }
  ::close(target);
  rename_durably(to + ".new", to);
}

}  // namespace newlyn::index
