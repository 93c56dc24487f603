// SPDX-License-Identifier: MIT
// Durable writing with POSIX calls.
#include "governance/audit/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

#include "base/error.h"

namespace newlyn::governance {

namespace fs = std::filesystem;

namespace {

void make_folders(const fs::path& folder) {
  std::error_code ignored;
  if (folder.empty() || fs::is_directory(folder, ignored)) return;
  make_folders(folder.parent_path());
  mkdir(folder.c_str(), 0700);  // what goes wrong is told when the file is opened
}

}  // namespace

ssize_t Disk::write_at(int file, std::string_view bytes, int64_t offset) {
  return pwrite(file, bytes.data(), bytes.size(), offset);
}

int Disk::sync(int file) { return fdatasync(file); }

void Disk::begin_writing(int file) { sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE); }

int Disk::cut(int file, int64_t size) { return ftruncate(file, size); }

int Disk::rename_file(const std::string& from, const std::string& to) {
  return std::rename(from.c_str(), to.c_str());
}

Disk& real_disk() noexcept {
  static Disk disk;
  return disk;
}

OpenFile::OpenFile(const std::string& path, int flags, unsigned mode)
    : file_(open(path.c_str(), flags | O_CLOEXEC, mode)) {
  if (file_ < 0) refuse_unwritable(path, errno);
}

OpenFile::~OpenFile() {
  if (file_ >= 0) close(file_);
}

OpenFile::OpenFile(OpenFile&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

OpenFile& OpenFile::operator=(OpenFile&& other) noexcept {
  std::swap(file_, other.file_);
  return *this;
}

void refuse_unwritable(const std::string& path, int problem) {
  const bool full = problem == ENOSPC || problem == EDQUOT || problem == EFBIG;
  throw Error(full ? Code::storage_full : Code::output_unwritable,
              fmt::format("{} cannot be written ({}), so the answer is refused: what is not in the "
                          "audit log may not be done. {}",
                          path, std::strerror(problem),
                          full ? "Free room on this disk and try again."
                               : "Check the disk and the rights of the folder and try again."));
}

void write_all(Disk& disk, const OpenFile& file, std::string_view bytes, int64_t offset) {
  while (!bytes.empty()) {
    const ssize_t written = disk.write_at(file.number(), bytes, offset);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) refuse_unwritable("The audit log", written == 0 ? ENOSPC : errno);
    bytes.remove_prefix(static_cast<size_t>(written));
    offset += written;
  }
}

void sync_all(Disk& disk, const OpenFile& file, const std::string& path) {
  // A failed sync is never tried again: the system may have dropped what it could not write.
  if (disk.sync(file.number()) != 0) refuse_unwritable(path, errno);
}

OpenFile write_unsynced(Disk& disk, const std::string& path, std::string_view bytes) {
  make_folders(fs::path(path).parent_path());
  OpenFile file(path, O_WRONLY | O_CREAT | O_TRUNC);
  write_all(disk, file, bytes, 0);
  return file;
}

void write_file(Disk& disk, const std::string& path, std::string_view bytes) {
  sync_all(disk, write_unsynced(disk, path, bytes), path);
}

void replace_file(Disk& disk, const std::string& path, std::string_view bytes) {
  const std::string aside = path + ".part";
  write_file(disk, aside, bytes);
  if (disk.rename_file(aside, path) != 0) refuse_unwritable(path, errno);
  sync_folder(disk, fs::path(path).parent_path().string());
}

void sync_folder(Disk& disk, const std::string& folder) {
  const OpenFile file(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY);
  sync_all(disk, file, folder);
}

std::optional<std::string> read_whole(const std::string& path) {
  std::error_code problem;
  if (!fs::is_regular_file(path, problem)) return std::nullopt;
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return std::nullopt;
  std::string bytes(static_cast<size_t>(file.tellg()), '\0');
  file.seekg(0);
  if (!file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) return std::nullopt;
  return bytes;
}

}  // namespace newlyn::governance
