// SPDX-License-Identifier: MIT
// What the system answers, as errors with a remedy.
#include "index/journal/durable_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "base/error.h"

namespace newlyn::index {
namespace {

[[noreturn]] void cannot_write(const std::string& path, int error) {
  throw Error(error == ENOSPC || error == EDQUOT ? Code::storage_full : Code::output_unwritable,
              path + " cannot be written: " + strerror(error) +
                  ". Make room or give access, then start again.");
}

}  // namespace

int open_to_write(const std::string& path) {
  constexpr mode_t kOwnerOnly = 0600;
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kOwnerOnly);
  if (file < 0) cannot_write(path, errno);
  return file;
}

void write_whole(int file, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t done = write(file, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) cannot_write(path, errno);
    if (done == 0) cannot_write(path, EIO);
    bytes.remove_prefix(static_cast<size_t>(done));
  }
}

void sync_file(int file, const std::string& path) {
  if (fdatasync(file) != 0) cannot_write(path, errno);
}

void sync_folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const int file = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) cannot_write(path, errno);
  const int failed = fsync(file) == 0 ? 0 : errno;
  close(file);
  if (failed != 0) cannot_write(path, failed);
}

void rename_durably(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) cannot_write(to, errno);
  sync_folder_of(to);
}

size_t read_whole(int file, char* into, size_t count) {
  size_t done = 0;
  while (done < count) {
    const ssize_t got = read(file, into + done, count - done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    done += static_cast<size_t>(got);
  }
  return done;
}

}  // namespace newlyn::index
