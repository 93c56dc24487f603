// SPDX-License-Identifier: MIT
// Entries with their length and a hash before them; one write and one fdatasync a group.
#include "index/journal/journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>

#include "base/error.h"
#include "base/random.h"
#include "index/journal/durable_file.h"

namespace newlyn::index {
namespace {

constexpr std::string_view kHeader = "newlyn journal ";
constexpr size_t kHeaderBytes = kHeader.size() + 2;
constexpr size_t kHeadBytes = sizeof(uint64_t) * 2;  // length and hash

std::string header_line() { return std::string(kHeader) + std::to_string(kJournalVersion) + "\n"; }

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

std::string reason() { return strerror(errno); }

/// The bytes from `from` on.
std::string read_file(int file, const std::string& path, uint64_t from) {
  struct stat state {};
  if (fstat(file, &state) != 0) fail(path, "cannot be read: " + reason());
  const auto size = static_cast<uint64_t>(state.st_size);
  std::string bytes(size > from ? size - from : 0, '\0');
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t got =
        pread(file, bytes.data() + done, bytes.size() - done, static_cast<off_t>(from + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) fail(path, "cannot be read: " + reason());
    done += static_cast<size_t>(got);
  }
  return bytes;
}

/// The entry that stands whole at a place; nothing where none does.
std::optional<std::string_view> entry_at(std::string_view bytes, size_t place) {
  if (bytes.size() - place < kHeadBytes) return std::nullopt;
  const uint64_t length = number_at(bytes, place);
  if (length == 0 || length > bytes.size() - place - kHeadBytes) return std::nullopt;
  const std::string_view entry = bytes.substr(place + kHeadBytes, length);
  const bool whole = hash_bytes(entry, length) == number_at(bytes, place + sizeof(uint64_t));
  return whole ? std::optional(entry) : std::nullopt;
}

/// Whether an entry stands whole anywhere after a place: the one there was kept then, and damaged
/// since. A write that was cut off has nothing after it.
bool has_entry_after(std::string_view bytes, size_t place) {
  for (++place; place < bytes.size(); ++place) {
    if (entry_at(bytes, place)) return true;
  }
  return false;
}

}  // namespace

uint64_t journal_file_version(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  std::string line(kHeaderBytes, '\0');
  line.resize(read_whole(file, line.data(), line.size()));
  close(file);
  if (line.size() < kHeaderBytes && header_line().starts_with(line)) return 0;
  uint64_t version = 0;
  if (line.starts_with(kHeader)) {
    std::from_chars(line.data() + kHeader.size(), line.data() + line.size(), version);
  }
  if (version == 0) fail(path, "is not a journal of Newlyn.");
  return version;
}

Journal::Journal(const std::string& path) : path_(path) {
  constexpr mode_t kOwnerOnly = 0600;
  file_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly);
  if (file_ < 0) fail(path, "cannot be opened: " + reason());
  try {
    if (flock(file_, LOCK_EX | LOCK_NB) != 0) {
      fail(path, "is in use by another process. Stop it, or ask it instead.");
    }
    const uint64_t version = journal_file_version(path);
    if (version > kJournalVersion) {
      fail(path, "was written by a later version of Newlyn. Use that version.");
    }
    if (version == 0) {
      if (ftruncate(file_, 0) != 0) fail(path, "cannot be written: " + reason());
      write_whole(file_, header_line(), path_);
      sync_file(file_, path_);
      sync_folder_of(path_);
    } else if (version < kJournalVersion) {
      fail(path, "is of version " + std::to_string(version) + " and was not brought up to date.");
    }
  } catch (...) {
    close(file_);
    throw;
  }
  last_.end = begin();
}

Journal::~Journal() { close(file_); }

uint64_t Journal::begin() const noexcept { return kHeaderBytes; }

bool Journal::has(const EntryMark& entry) const {
  if (entry.head.size() != kHeadBytes) return false;
  struct stat state {};
  if (fstat(file_, &state) != 0 || static_cast<uint64_t>(state.st_size) < entry.end) return false;
  std::string head(kHeadBytes, '\0');
  const ssize_t got = pread(file_, head.data(), head.size(), static_cast<off_t>(entry.place));
  return got == static_cast<ssize_t>(head.size()) && head == entry.head &&
         entry.place + kHeadBytes + number_at(head, 0) == entry.end;
}

uint64_t Journal::redo(uint64_t from, const std::function<void(std::string_view entry)>& take) {
  const std::string bytes = read_file(file_, path_, from);
  size_t place = 0;
  while (const auto entry = entry_at(bytes, place)) {
    take(*entry);
    const size_t end = place + kHeadBytes + entry->size();
    last_ = {from + place, bytes.substr(place, kHeadBytes), from + end};
    place = end;
  }
  if (has_entry_after(bytes, place)) {
    fail(path_, "is damaged at byte " + std::to_string(from + place) +
                    ". Nothing was changed. Put back a copy of the workspace.");
  }
  last_.end = from + place;
  return bytes.size() - place;
}

void Journal::cut_rest() {
  struct stat state {};
  if (fstat(file_, &state) != 0) fail(path_, "cannot be read: " + reason());
  if (static_cast<uint64_t>(state.st_size) > last_.end &&
      ftruncate(file_, static_cast<off_t>(last_.end)) != 0) {
    fail(path_, "cannot be written: " + reason());
  }
  if (lseek(file_, static_cast<off_t>(last_.end), SEEK_SET) < 0) {
    fail(path_, "cannot be read: " + reason());
  }
}

void Journal::add(std::string entry) {
  const std::string head =
      number_bytes(entry.size()) + number_bytes(hash_bytes(entry, entry.size()));
  const uint64_t place = last_.end + open_.size();
  added_ = {place, head, place + head.size() + entry.size()};
  entry.insert(0, head);
  if (open_.empty()) {
    open_ = std::move(entry);  // of a whole register: not twice in memory
  } else {
    open_ += entry;
  }
}

void Journal::sync() {
  write_whole(file_, open_, "The journal " + path_);
  open_ = {};
  sync_file(file_, "The journal " + path_);
  last_ = added_;
}

void each_entry(const std::string& path, uint64_t end,
                const std::function<void(std::string_view entry)>& take) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) fail(path, "cannot be opened: " + reason());
  std::string bytes;
  try {
    bytes = read_file(file, path, kHeaderBytes);
  } catch (...) {
    close(file);
    throw;
  }
  close(file);
  bytes.resize(std::min<uint64_t>(bytes.size(), end - kHeaderBytes));
  size_t place = 0;
  while (const auto entry = entry_at(bytes, place)) {
    take(*entry);
    place += kHeadBytes + entry->size();
  }
  if (kHeaderBytes + place != end) {
    fail(path, "is damaged at byte " + std::to_string(kHeaderBytes + place) +
                   ". Put back a copy of the workspace.");
  }
}

}  // namespace newlyn::index
