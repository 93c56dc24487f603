// SPDX-License-Identifier: MIT
// The directory stands at the end of the file; every size and offset in it is checked before use.
#include "source/workbook/zip_archive.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>

#include "base/error.h"
#include "source/bytes/compression.h"

namespace newlyn::source {
namespace {

constexpr size_t kEndBytes = 22;  // of the end record without its comment
constexpr size_t kCommentBytesMax = 0xFFFF;
constexpr size_t kDirectoryBytesMax = size_t{64} << 20;
constexpr size_t kPackedBlock = size_t{64} << 10;
constexpr uint32_t kSee64 = 0xFFFF'FFFF;  // the number stands in a 64-bit field elsewhere

uint64_t number_at(std::string_view bytes, size_t at, size_t size) {
  uint64_t number = 0;
  for (size_t i = size; i-- > 0;) {
    number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  }
  return number;
}

// Takes the 64-bit values of an extra field for the 32-bit fields that ask for them.
void take_64(std::string_view extra, std::initializer_list<uint64_t*> asking) {
  while (extra.size() >= 4) {
    const uint64_t id = number_at(extra, 0, 2);
    const uint64_t size = std::min<uint64_t>(number_at(extra, 2, 2), extra.size() - 4);
    std::string_view body = extra.substr(4, size);
    extra.remove_prefix(4 + size);
    if (id != 1) continue;
    for (uint64_t* value : asking) {
      if (*value != kSee64 || body.size() < 8) continue;
      *value = number_at(body, 0, 8);
      body.remove_prefix(8);
    }
  }
}

class EntryReader final : public ByteReader {
 public:
  EntryReader(const InputFile& file, Progress& progress, uint64_t begin, uint64_t size)
      : file_(file), progress_(progress), offset_(begin), left_(size) {}

  size_t read(std::span<char> room) override {
    const size_t count = file_.read_at(offset_, room.first(std::min<uint64_t>(room.size(), left_)));
    offset_ += count;
    left_ -= count;
    progress_.advance(count);
    return count;
  }

 private:
  const InputFile& file_;
  Progress& progress_;
  uint64_t offset_;
  uint64_t left_;
};

class InflatingReader final : public ByteReader {
 public:
  InflatingReader(std::unique_ptr<ByteReader> packed, std::string label)
      : packed_(std::move(packed)), label_(std::move(label)), block_(kPackedBlock, '\0') {
    if (inflateInit2(&stream_, -15) != Z_OK) {
      throw Error(Code::resource_exhausted, "No memory is left to unpack a workbook.");
    }
  }
  InflatingReader(const InflatingReader&) = delete;
  InflatingReader& operator=(const InflatingReader&) = delete;
  ~InflatingReader() override { inflateEnd(&stream_); }

  size_t read(std::span<char> room) override {
    stream_.next_out = reinterpret_cast<Bytef*>(room.data());
    stream_.avail_out = static_cast<uInt>(room.size());
    while (!over_ && stream_.avail_out == room.size()) {
      if (stream_.avail_in == 0) {
        stream_.next_in = reinterpret_cast<Bytef*>(block_.data());
        stream_.avail_in = static_cast<uInt>(packed_->read(block_));
        taken_ += stream_.avail_in;
        if (stream_.avail_in == 0) refuse();
      }
      const int state = inflate(&stream_, Z_NO_FLUSH);
      over_ = state == Z_STREAM_END;
      if (!over_ && state != Z_OK && state != Z_BUF_ERROR) refuse();
    }
    unpacked_ += room.size() - stream_.avail_out;
    check_growth(taken_, unpacked_, label_);
    return room.size() - stream_.avail_out;
  }

 private:
  [[noreturn]] void refuse() const {
    throw Error(Code::source_unreadable,
                fmt::format("{} is damaged: a part of the workbook cannot be unpacked. Copy or "
                            "download the file again.",
                            label_));
  }

  std::unique_ptr<ByteReader> packed_;
  std::string label_;
  std::string block_;
  z_stream stream_{};
  uint64_t taken_ = 0;
  uint64_t unpacked_ = 0;
  bool over_ = false;
};

}  // namespace

ZipArchive::ZipArchive(const InputFile& file, Progress& progress)
    : file_(file), progress_(progress) {
  const uint64_t size = file.size();
  const uint64_t tail_bytes = std::min<uint64_t>(size, kEndBytes + kCommentBytesMax);
  const std::string tail = read_bytes(size - tail_bytes, tail_bytes);
  const size_t at = tail.rfind("PK\x05\x06");
  if (at == std::string::npos || at + kEndBytes > tail.size()) {
    refuse("it is cut short, for its directory is missing");
  }
  uint64_t directory_bytes = number_at(tail, at + 12, 4);
  uint64_t offset = number_at(tail, at + 16, 4);
  const std::string_view locator = at >= 20 ? std::string_view(tail).substr(at - 20, 20) : "";
  if (locator.starts_with("PK\x06\x07")) {
    const std::string end64 = read_bytes(number_at(locator, 8, 8), 56);
    if (!end64.starts_with("PK\x06\x06")) refuse("its directory cannot be found");
    directory_bytes = number_at(end64, 40, 8);
    offset = number_at(end64, 48, 8);
  }
  read_directory(offset, directory_bytes);
}

void ZipArchive::read_directory(uint64_t offset, uint64_t size) {
  if (size > kDirectoryBytesMax) refuse("its directory is too large");
  const std::string bytes = read_bytes(offset, size);
  std::string_view rest = bytes;
  while (rest.size() >= 46 && rest.starts_with("PK\x01\x02")) {
    const size_t name_bytes = number_at(rest, 28, 2);
    const size_t extra_bytes = number_at(rest, 30, 2);
    const size_t comment_bytes = number_at(rest, 32, 2);
    const size_t whole = 46 + name_bytes + extra_bytes + comment_bytes;
    if (whole > rest.size()) refuse("its directory is damaged");
    Entry entry;
    entry.encrypted = (number_at(rest, 8, 2) & 1) != 0;
    entry.method = static_cast<uint16_t>(number_at(rest, 10, 2));
    entry.packed_bytes = number_at(rest, 20, 4);
    uint64_t unpacked_bytes = number_at(rest, 24, 4);
    entry.offset = number_at(rest, 42, 4);
    take_64(rest.substr(46 + name_bytes, extra_bytes),
            {&unpacked_bytes, &entry.packed_bytes, &entry.offset});
    std::string name(rest.substr(46, name_bytes));
    std::replace(name.begin(), name.end(), '\\', '/');
    entries_.emplace(std::move(name), entry);
    rest.remove_prefix(whole);
  }
}

std::unique_ptr<ByteReader> ZipArchive::open(std::string_view name) const {
  const auto found = entries_.find(std::string(name));
  if (found == entries_.end()) refuse(fmt::format("its part '{}' is missing", name));
  const Entry& entry = found->second;
  if (entry.encrypted) refuse("it is locked with a password. Save it without one");
  const std::string header = read_bytes(entry.offset, 30);
  if (!header.starts_with("PK\x03\x04")) refuse(fmt::format("its part '{}' is damaged", name));
  const uint64_t begin = entry.offset + 30 + number_at(header, 26, 2) + number_at(header, 28, 2);
  if (begin > file_.size() || entry.packed_bytes > file_.size() - begin) {
    refuse(fmt::format("it is cut short in its part '{}'", name));
  }
  auto reader = std::make_unique<EntryReader>(file_, progress_, begin, entry.packed_bytes);
  if (entry.method == 0) return reader;
  if (entry.method == 8) return std::make_unique<InflatingReader>(std::move(reader), file_.label());
  refuse(fmt::format("its part '{}' is packed in an unknown way", name));
}

std::string ZipArchive::read_bytes(uint64_t offset, uint64_t count) const {
  if (offset > file_.size() || count > file_.size() - offset) refuse("it is cut short");
  std::string bytes(count, '\0');
  size_t filled = 0;
  while (filled < count) {
    const size_t got = file_.read_at(offset + filled, std::span(bytes).subspan(filled));
    if (got == 0) refuse("it is cut short");
    filled += got;
  }
  return bytes;
}

void ZipArchive::refuse(std::string_view why) const {
  throw Error(Code::source_unreadable,
              fmt::format("{} cannot be read as a workbook: {}.", file_.label(), why));
}

}  // namespace newlyn::source
