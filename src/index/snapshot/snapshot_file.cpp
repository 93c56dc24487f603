// SPDX-License-Identifier: MIT
// Blocks of a megabyte, each hashed with its number; the last one is empty.
#include "index/snapshot/snapshot_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "base/random.h"
#include "index/journal/durable_file.h"

namespace newlyn::index {
namespace {

static_assert(std::endian::native == std::endian::little, "the format is least byte first");

constexpr std::string_view kHeader = "newlyn snapshot ";
constexpr uint64_t kVersion = 3;
constexpr size_t kBlockBytes = size_t{1} << 20;

struct BlockHead {
  uint64_t length = 0;
  uint64_t hash = 0;
};

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  throw Error(Code::store_failed, "The snapshot " + path + " " + what);
}

std::string header_line(uint64_t version = kVersion) {
  return std::string(kHeader) + std::to_string(version) + "\n";
}

}  // namespace

SnapshotWriter::SnapshotWriter(std::string path, const SnapshotHead& head)
    : path_(std::move(path)) {
  file_ = open_to_write(path_ + ".new");
  write_whole(file_, header_line(), path_);
  text(head.model);
  put(head.journal_bytes);
  put(head.last_entry);
  text(head.last_entry_head);
  put(head.sequence);
}

SnapshotWriter::~SnapshotWriter() {
  if (file_ < 0) return;
  close(file_);
  std::remove((path_ + ".new").c_str());
}

void SnapshotWriter::bytes(const void* from, size_t count) {
  const auto* bytes = static_cast<const char*>(from);
  while (count > 0) {
    const size_t part = std::min(count, kBlockBytes - block_.size());
    block_.append(bytes, part);
    bytes += part;
    count -= part;
    if (block_.size() == kBlockBytes) write_block();
  }
}

void SnapshotWriter::text(std::string_view text) {
  put<uint64_t>(text.size());
  bytes(text.data(), text.size());
}

void SnapshotWriter::write_block() {
  const BlockHead head{block_.size(), hash_bytes(block_, block_number_++)};
  write_whole(file_, {reinterpret_cast<const char*>(&head), sizeof(head)}, path_);
  write_whole(file_, block_, path_);
  written_ += sizeof(head) + block_.size();
  block_.clear();
}

void SnapshotWriter::finish() {
  if (!block_.empty()) write_block();
  write_block();
  sync_file(file_, path_);
  close(file_);
  file_ = -1;
  rename_durably(path_ + ".new", path_);
}

SnapshotReader::SnapshotReader(const std::string& path) : path_(path) {
  file_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file_ < 0) refuse(path, std::string("cannot be opened: ") + strerror(errno));
  try {
    struct stat state {};
    if (fstat(file_, &state) != 0) refuse(path, std::string("cannot be read: ") + strerror(errno));
    size_ = static_cast<uint64_t>(state.st_size);
    read_head();
  } catch (...) {
    close(file_);
    throw;
  }
}

SnapshotReader::SnapshotReader(std::string name, std::string_view bytes)
    : path_(std::move(name)), in_memory_(bytes), size_(bytes.size()) {
  read_head();
}

SnapshotReader::~SnapshotReader() {
  if (file_ >= 0) close(file_);
}

size_t SnapshotReader::read_some(char* into, size_t count) {
  if (file_ >= 0) return read_whole(file_, into, count);
  const size_t got = in_memory_.copy(into, count);
  in_memory_.remove_prefix(got);
  return got;
}

void SnapshotReader::read_head() {
  std::string line(header_line().size(), '\0');
  read_ = read_some(line.data(), line.size());
  version_ = kVersion;
  for (uint64_t former = 1; former < kVersion; ++former) {
    if (line == header_line(former)) version_ = former;
  }
  if (line != header_line(version_)) refuse(path_, "is not one that this version can read.");
  head_.model = text();
  head_.journal_bytes = take<uint64_t>();
  head_.last_entry = take<uint64_t>();
  head_.last_entry_head = text();
  head_.sequence = take<uint64_t>();
}

void SnapshotReader::read_block() {
  BlockHead head;
  const size_t got = read_some(reinterpret_cast<char*>(&head), sizeof(head));
  read_ += got;
  if (got != sizeof(head) || head.length > kBlockBytes) refuse(path_, "is cut off or damaged.");
  block_.resize(head.length);
  place_ = 0;
  read_ += head.length;
  if (read_some(block_.data(), block_.size()) != block_.size()) {
    refuse(path_, "is cut off.");
  }
  if (hash_bytes(block_, block_number_++) != head.hash) {
    refuse(path_, "is damaged before byte " + std::to_string(read_) + ".");
  }
}

void SnapshotReader::bytes(void* into, size_t count) {
  auto* bytes = static_cast<char*>(into);
  while (count > 0) {
    if (place_ == block_.size()) {
      read_block();
      expect(!block_.empty());
    }
    const size_t part = std::min(count, block_.size() - place_);
    std::memcpy(bytes, block_.data() + place_, part);
    place_ += part;
    bytes += part;
    count -= part;
  }
}

std::string SnapshotReader::text() {
  std::string text(count(1), '\0');
  bytes(text.data(), text.size());
  return text;
}

uint64_t SnapshotReader::count(size_t size) {
  const auto count = take<uint64_t>();
  const uint64_t left = size_ - std::min(size_, read_) + (block_.size() - place_);
  expect(count <= left / size);
  return count;
}

void SnapshotReader::expect(bool holds) const {
  if (!holds) refuse(path_, "does not hold together.");
}

void SnapshotReader::finish() {
  expect(place_ == block_.size());
  read_block();
  expect(block_.empty() && read_ == size_);
}

std::optional<SnapshotHead> read_snapshot_head(const std::string& path) {
  if (!std::filesystem::exists(path)) return std::nullopt;
  try {
    return SnapshotReader(path).head();
  } catch (const Error&) {
    return std::nullopt;  // opening says what is wrong with it
  }
}

bool is_newer_snapshot(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  constexpr size_t kLineBytes = 40;
  std::string line(kLineBytes, '\0');
  line.resize(read_whole(file, line.data(), line.size()));
  close(file);
  if (!line.starts_with(kHeader)) return false;
  uint64_t version = 0;
  std::from_chars(line.data() + kHeader.size(), line.data() + line.size(), version);
  return version > kVersion;
}

}  // namespace newlyn::index
