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
constexpr uint8_t kDouble = 7;
constexpr uint8_t kBinary = 8;
constexpr uint8_t kList = 9;
constexpr uint8_t kSet = 10;
constexpr uint8_t kStruct = 12;

constexpr int64_t kUnpackedField = 2;
constexpr int64_t kPackedField = 3;

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
      use(field, head & 0x0F);
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

}  // namespace

std::optional<PageHeader> read_page_header(std::string_view bytes) {
  CompactWalk walk(bytes);
  PageHeader header;
  walk.each_field([&](int64_t field, uint8_t type) {
    if (field == kUnpackedField) {
      header.unpacked_bytes = static_cast<uint64_t>(std::max<int64_t>(walk.signed_number(), 0));
    } else if (field == kPackedField) {
      header.packed_bytes = static_cast<uint64_t>(std::max<int64_t>(walk.signed_number(), 0));
    } else {
      walk.skip(type, 0);
    }
  });
  if (walk.failed()) return std::nullopt;
  header.header_bytes = walk.place();
  return header;
}

uint64_t largest_page(const InputFile& file, const PageRun& run) {
  uint64_t largest = 0;
  for (uint64_t place = run.begin; place < run.begin + run.bytes;) {
    std::optional<PageHeader> header;
    std::string bytes;
    for (size_t wanted = kHeaderBytesUsual; !header && wanted <= kHeaderBytesMax; wanted *= 16) {
      bytes.resize(wanted);
      bytes.resize(file.read_at(place, bytes));
      header = read_page_header(bytes);
    }
    if (!header) break;
    largest = std::max(largest, header->unpacked_bytes);
    place += header->header_bytes + header->packed_bytes;
  }
  return largest;
}

}  // namespace newlyn::source
