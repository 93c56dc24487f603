// SPDX-License-Identifier: MIT
// A megabyte at a time.
#include "index/durable/copy_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "index/journal/durable_file.h"

namespace newlyn::index {

std::unique_ptr<CopiedFile> CopiedFile::open(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  return file < 0 ? nullptr : std::make_unique<CopiedFile>(file);
}

CopiedFile::~CopiedFile() { close(file_); }

void CopiedFile::copy(const std::string& to, uint64_t bytes) const {
  constexpr size_t kPortion = size_t{1} << 20;
  std::string portion(kPortion, '\0');
  const int target = open_to_write(to + ".new");
  try {
    while (bytes > 0) {
      const size_t wanted = std::min<uint64_t>(bytes, kPortion);
      const size_t got = read_whole(file_, portion.data(), wanted);
      write_whole(target, {portion.data(), got}, to);
      if (got < wanted) break;
      bytes -= got;
    }
    sync_file(target, to);
  } catch (...) {
    close(target);
    std::filesystem::remove(to + ".new");
    throw;
  }
  close(target);
  rename_durably(to + ".new", to);
}

}  // namespace newlyn::index
