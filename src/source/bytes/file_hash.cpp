// SPDX-License-Identifier: MIT
// Reads a file a megabyte at a time.
#include "source/file_hash.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <vector>

#include "base/error.h"
#include "source/content_hash.h"

namespace newlyn::source {

std::string file_hash(const std::string& path) {
  constexpr size_t kPortion = size_t{1} << 20;
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw Error(Code::source_missing,
                fmt::format("{} cannot be opened: {}.", path, std::strerror(errno)));
  }
  ContentHash hash;
  std::vector<char> portion(kPortion);
  while (file) {
    file.read(portion.data(), static_cast<std::streamsize>(portion.size()));
    hash.add({portion.data(), static_cast<size_t>(file.gcount())});
  }
  if (file.bad()) throw Error(Code::source_unreadable, fmt::format("{} cannot be read.", path));
  return hash.finish();
}

}  // namespace newlyn::source
