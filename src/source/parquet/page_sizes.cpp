// SPDX-License-Identifier: MIT
// Page headers are structures in Thrift's compact protocol: fields by number, each with its type.
#include "source/parquet/page_sizes.h"

#include <algorithm>
#include <string>

namespace newlyn::source {
namespace {

constexpr size_t kHeaderBytesMax = size_t{1} << 20;  // statistics in it may hold values
constexpr size_t kHeaderBytesUsual = 4096;
constexpr int kDepthMax = 16;

// Types of the protocol.
constexpr uint8_t kTrue = 1;
constexpr uint8_t kFalse = 2;
constexpr uint8_t kByte = 3;
constexpr uint8_t kWhole = 5;  // a whole number of 32 bits
constexpr uint8_t kDouble = 7;
constexpr uint8_t kBinary = 8;
constexpr uint8_t kList = 9;
constexpr uint8_t kSet = 10;
constexpr uint8_t kStruct = 12;

constexpr int64_t kUnpackedField = 2;
constexpr int64_t kPackedField = 3;
constexpr int64_t kFieldMax = 32'767;  // numbers of fields have 16 bits

/// Walks a structure. Once something does not fit, `failed` stays true and the rest gives zeros.
class CompactWalk {
 public:
  explicit CompactWalk(std::string_view bytes) : bytes_(bytes) {}

  bool failed() const noexcept { return failed_; }
  size_t place() const noexcept { return place_; }

  uint8_t byte() {
    if (place_ >= bytes_.size()) failed_ = true;
    return failed_ ? 0 : static_cast<uint8_t>(bytes_[place_++]);
  }

  uint64_t number() {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const uint8_t part = byte();
      value |= static_cast<uint64_t>(part & 0x7F) << shift;
      if (part < 0x80) return value;
    }
    failed_ = true;
    return 0;
  }

  // A whole number whose sign is in its last bit.
  int64_t signed_number() {
    const uint64_t value = number();
    return static_cast<int64_t>(value >> 1) ^ -static_cast<int64_t>(value & 1);
  }

  void skip(uint8_t type, int depth) {
    if (depth > kDepthMax) failed_ = true;
    if (failed_) return;
    switch (type) {
      case kTrue:
      case kFalse:
        return;
      case kByte:
        return skip_bytes(1);
      case kDouble:
        return skip_bytes(8);
      case kBinary:
        return skip_bytes(number());
      case kList:
      case kSet:
        return skip_list(depth);
      case kStruct:
        return each_field([&](int64_t, uint8_t inner) { skip(inner, depth + 1); });
      default:
        number();
    }
  }

  template <typename Use>
  void each_field(const Use& use) {
    int64_t field = 0;
    while (!failed_) {
      const uint8_t head = byte();
      if (head == 0) return;
      const int64_t step = head >> 4;
      field = step == 0 ? signed_number() : field + step;
      if (field < 0 || field > kFieldMax) failed_ = true;
      if (!failed_) use(field, head & 0x0F);
    }
  }

 private:
  void skip_bytes(uint64_t count) {
    if (count > bytes_.size() - place_) failed_ = true;
    if (!failed_) place_ += count;
  }

  void skip_list(int depth) {
    const uint8_t head = byte();
    const uint64_t count = (head >> 4) == 15 ? number() : head >> 4;
    const uint8_t type = head & 0x0F;
    for (uint64_t i = 0; i < count && !failed_; ++i) {
      // In a list a truth value is a byte of its own.
      skip(type == kTrue || type == kFalse ? kByte : type, depth + 1);
    }
  }

  std::string_view bytes_;
  size_t place_ = 0;
  bool failed_ = false;
};

/// Reads headers out of a file, those that stand close together from one piece of it.
class HeaderReader {
 public:
  explicit HeaderReader(const InputFile& file) : file_(file) {}

  std::optional<PageHeader> read(uint64_t place) {
    if (place >= begin_ && place - begin_ < bytes_.size()) {
      const auto header = read_page_header(std::string_view(bytes_).substr(place - begin_));
      if (header) return header;
    }
    for (size_t wanted = kHeaderBytesUsual; wanted <= kHeaderBytesMax; wanted *= 16) {
      bytes_.resize(wanted);
      bytes_.resize(file_.read_at(place, bytes_));
      begin_ = place;
      const auto header = read_page_header(bytes_);
      if (header) return header;
    }
    return std::nullopt;
  }

 private:
  const InputFile& file_;
  uint64_t begin_ = 0;  // of the piece
  std::string bytes_;
};

}  // namespace

std::optional<PageHeader> read_page_header(std::string_view bytes) {
  CompactWalk walk(bytes);
  std::optional<int64_t> unpacked;
  std::optional<int64_t> packed;
  walk.each_field([&](int64_t field, uint8_t type) {
    if (field == kUnpackedField && type == kWhole) {
      unpacked = walk.signed_number();
    } else if (field == kPackedField && type == kWhole) {
      packed = walk.signed_number();
    } else {
      walk.skip(type, 0);
    }
  });
  // Without its sizes it is no header; as one it would lead through a file byte by byte.
  if (walk.failed() || !unpacked || !packed) return std::nullopt;
  PageHeader header;
  header.header_bytes = walk.place();
  header.packed_bytes = static_cast<uint64_t>(std::max<int64_t>(*packed, 0));
  header.unpacked_bytes = static_cast<uint64_t>(std::max<int64_t>(*unpacked, 0));
  return header;
}

uint64_t largest_page(const InputFile& file, const PageRun& run) {
  if (run.begin >= file.size()) return 0;
  // What the metadata says may lie outside of the file, or be larger than a number can be.
  const uint64_t end = run.begin + std::min(run.bytes, file.size() - run.begin);
  HeaderReader reader(file);
  uint64_t largest = 0;
  for (uint64_t place = run.begin; place < end;) {
    const std::optional<PageHeader> header = reader.read(place);
    if (!header) break;
    largest = std::max(largest, header->unpacked_bytes);
    if (header->packed_bytes > file.size()) break;
    place += header->header_bytes + header->packed_bytes;
  }
  return largest;
}

}  // namespace newlyn::source
