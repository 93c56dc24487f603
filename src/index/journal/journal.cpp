// SPDX-License-Identifier: MIT
// Entries with their length and a hash before them; one write and one fdatasync a group.
#include "index/journal/journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "base/random.h"

namespace newlyn::index {
namespace {

constexpr std::string_view kHeader = "newlyn journal 1\n";
constexpr size_t kHeadBytes = sizeof(uint64_t) * 2;  // length and hash

std::string number_bytes(uint64_t value) {
  std::string bytes;
  for (size_t i = 0; i < sizeof(value); ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

uint64_t number_at(std::string_view bytes, size_t place) noexcept {
  uint64_t value = 0;
  for (size_t i = 0; i < sizeof(value); ++i) {
    value |= uint64_t{static_cast<uint8_t>(bytes[place + i])} << (8 * i);
  }
  return value;
}

[[noreturn]] void fail(const std::string& path, const std::string& what) {
  throw Error(Code::store_failed, "The journal " + path + " " + what);
}

std::string read_file(int file, const std::string& path) {
  struct stat state {};
  if (fstat(file, &state) != 0) fail(path, std::string("cannot be read: ") + strerror(errno));
  std::string bytes(static_cast<size_t>(state.st_size), '\0');
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t got =
        pread(file, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) fail(path, std::string("cannot be read: ") + strerror(errno));
    done += static_cast<size_t>(got);
  }
  return bytes;
}

/// Hands the entries over and returns where the whole ones end.
size_t read_entries(std::string_view bytes, const std::string& path,
                    const std::function<void(std::string_view)>& take) {
  size_t place = kHeader.size();
  while (bytes.size() - place >= kHeadBytes) {
    const uint64_t length = number_at(bytes, place);
    const size_t begin = place + kHeadBytes;
    if (length > bytes.size() - begin) return place;
    const std::string_view entry = bytes.substr(begin, length);
    if (hash_bytes(entry, length) != number_at(bytes, place + sizeof(uint64_t))) {
      if (begin + length == bytes.size()) return place;
      fail(path, "is damaged at byte " + std::to_string(place) +
                     ". Nothing was changed. Put back a copy of the workspace.");
    }
    take(entry);
    place = begin + length;
  }
  return place;
}

void sync_folder(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const int file = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return;
  fsync(file);
  close(file);
}

}  // namespace

Journal::Journal(const std::string& path, const std::function<void(std::string_view)>& take)
    : path_(path) {
  constexpr mode_t kOwnerOnly = 0600;
  file_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly);
  if (file_ < 0) fail(path, std::string("cannot be opened: ") + strerror(errno));
  try {
    if (flock(file_, LOCK_EX | LOCK_NB) != 0) {
      fail(path, "is in use by another process. Stop it, or ask it instead.");
    }
    const std::string bytes = read_file(file_, path);
    if (bytes.size() < kHeader.size() && kHeader.starts_with(bytes)) {
      if (ftruncate(file_, 0) != 0)
        fail(path, std::string("cannot be written: ") + strerror(errno));
      write_all(kHeader);
      fdatasync(file_);
      sync_folder(path);
      return;
    }
    if (!bytes.starts_with(kHeader)) fail(path, "is not a journal that this version can read.");
    const size_t end = read_entries(bytes, path, take);
    if (end < bytes.size() && ftruncate(file_, static_cast<off_t>(end)) != 0) {
      fail(path, std::string("cannot be written: ") + strerror(errno));
    }
    lseek(file_, static_cast<off_t>(end), SEEK_SET);
  } catch (...) {
    close(file_);
    throw;
  }
}

Journal::~Journal() { close(file_); }

void Journal::add(std::string_view entry) {
  open_ += number_bytes(entry.size());
  open_ += number_bytes(hash_bytes(entry, entry.size()));
  open_ += entry;
}

void Journal::write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t done = write(file_, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) {
      throw Error(errno == ENOSPC ? Code::storage_full : Code::output_unwritable,
                  "The journal " + path_ + " cannot be written: " + strerror(errno) +
                      ". Make room or give access, then start again.");
    }
    bytes.remove_prefix(static_cast<size_t>(done));
  }
}

void Journal::sync() {
  write_all(open_);
  open_.clear();
  if (fdatasync(file_) != 0) {
    throw Error(Code::output_unwritable, "The journal " + path_ +
                                             " cannot be written: " + strerror(errno) +
                                             ". See to the disk, then start "
                                             "again.");
  }
}

}  // namespace newlyn::index
