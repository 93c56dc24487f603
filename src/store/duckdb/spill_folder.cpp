// SPDX-License-Identifier: MIT
// Makes, locks and removes spill folders.
#include "store/duckdb/spill_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>

namespace newlyn::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "newlyn-spill-";
constexpr int kTries = 100;

// Opens and locks a folder; -1 where it is in use or cannot be opened.
int lock_folder(const std::string& path) {
  const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  if (folder < 0) return -1;
  if (::flock(folder, LOCK_EX | LOCK_NB) == 0) return folder;
  ::close(folder);
  return -1;
}

// True when `path` still names the folder that is open: another program may have taken it for one
// left behind before it was locked.
bool is_at(int folder, const std::string& path) {
  struct stat open {};
  struct stat named {};
  return ::fstat(folder, &open) == 0 && ::stat(path.c_str(), &named) == 0 &&
         open.st_ino == named.st_ino && open.st_dev == named.st_dev;
}

void remove_left_behind(const std::string& temporary_folder) {
  std::error_code failed;
  for (fs::directory_iterator entry(temporary_folder, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    const std::string path = entry->path().string();
    if (!entry->path().filename().string().starts_with(kPrefix)) continue;
    const int folder = lock_folder(path);
    if (folder < 0) continue;
    std::error_code ignored;
    fs::remove_all(path, ignored);
    ::close(folder);
  }
}

}  // namespace

SpillFolder::SpillFolder(const std::string& temporary_folder) {
  static std::atomic<uint64_t> made{0};
  remove_left_behind(temporary_folder);
  for (int i = 0; i < kTries; ++i) {
    path_ = fmt::format("{}/{}{}-{}", temporary_folder, kPrefix, getpid(), ++made);
    if (::mkdir(path_.c_str(), 0700) != 0) {
      if (errno == EEXIST) continue;
      return;
    }
    lock_ = lock_folder(path_);
    if (lock_ >= 0 && is_at(lock_, path_)) return;
    if (lock_ >= 0) ::close(lock_);
    lock_ = -1;
  }
}

SpillFolder::~SpillFolder() {
  if (lock_ < 0) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  ::close(lock_);
}

}  // namespace newlyn::store
