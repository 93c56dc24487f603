// SPDX-License-Identifier: MIT
// Asks the operating system; no path of the machine that built the program is kept in it.
#include "store/duckdb/machine.h"

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace newlyn::store {
namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// The limit of a control group, or 0 where there is none ("max").
size_t control_group_bytes(const char* path) {
  std::ifstream file(path);
  uint64_t bytes = 0;
  return file >> bytes ? static_cast<size_t>(bytes) : 0;
}

}  // namespace

size_t machine_memory_bytes() {
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long page_bytes = sysconf(_SC_PAGESIZE);
  size_t bytes = size_t{4} << 30;
  if (pages > 0 && page_bytes > 0) bytes = static_cast<size_t>(pages) * page_bytes;
  for (const char* path :
       {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    const size_t limit = control_group_bytes(path);
    if (limit != 0) bytes = std::min(bytes, limit);
  }
  return bytes;
}

void give_back_freed_memory() noexcept {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

std::string system_temporary_folder() {
  const std::string named = environment("TMPDIR");
  return named.empty() ? "/tmp" : named;
}

std::vector<std::string> extension_folders() {
  std::vector<std::string> folders;
  const std::string named = environment("NEWLYN_EXTENSIONS");
  if (!named.empty()) folders.push_back(named);
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed);
  if (failed) return folders;
  const fs::path folder = program.parent_path();
  folders.push_back(folder / "extensions");
  folders.push_back((folder / ".." / "lib" / "newlyn" / "extensions").lexically_normal());
  for (fs::path above = folder; above.has_relative_path(); above = above.parent_path()) {
    const fs::path candidate = above / "third_party" / "duckdb" / "extensions";
    if (fs::is_directory(candidate, failed)) {
      folders.push_back(candidate);
      break;
    }
  }
  return folders;
}

}  // namespace newlyn::store
