// SPDX-License-Identifier: MIT
// Any bytes as the headers of pages: read, or taken for no header.
//
// Holds: what a header says is in its own bytes alone, so that less is no header and more changes
// nothing; a header that is written from numbers gives them back; the pages of a file are those
// that a walk over its bytes in memory finds, wherever the run is said to lie.
#include <algorithm>
#include <cstring>
#include <string>

#include "base/fuzz_text.h"
#include "source/parquet/page_sizes.h"

namespace newlyn::source {
namespace {

constexpr size_t kHeaderBytesMax = size_t{1} << 20;

bool alike(const std::optional<PageHeader>& left, const std::optional<PageHeader>& right) {
  if (left.has_value() != right.has_value()) return false;
  return !left ||
         (left->header_bytes == right->header_bytes && left->packed_bytes == right->packed_bytes &&
          left->unpacked_bytes == right->unpacked_bytes);
}

void check_header(std::string_view bytes) {
  const auto header = read_page_header(bytes);
  if (!header) return;
  require(header->header_bytes > 0 && header->header_bytes <= bytes.size());
  const std::string_view own = bytes.substr(0, header->header_bytes);
  require(alike(header, read_page_header(own)));
  require(!read_page_header(own.substr(0, own.size() - 1)));
}

void append_number(uint64_t value, std::string& out) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

// Takes a number of four bytes off the front.
uint32_t take_number(std::string_view& bytes) {
  uint32_t number = 0;
  const size_t count = std::min(bytes.size(), sizeof(number));
  std::memcpy(&number, bytes.data(), count);
  bytes.remove_prefix(count);
  return number & 0x7FFFFFFF;
}

// A header as writers make them, in front of the rest of the bytes.
void check_written(std::string_view bytes) {
  const uint32_t unpacked = take_number(bytes);
  const uint32_t packed = take_number(bytes);
  const uint32_t checksum = take_number(bytes);
  std::string text = "\x15";
  append_number(0, text);
  text += '\x15';
  append_number(uint64_t{unpacked} * 2, text);
  text += '\x15';
  append_number(uint64_t{packed} * 2, text);
  if (checksum % 2 == 1) {
    text += '\x15';
    append_number(checksum, text);
  }
  // A structure in field 5 with a number, a structure of two texts, and a truth value.
  text += std::string(checksum % 2 == 1 ? "\x1C" : "\x2C") + "\x15\x04\x1C\x18\x01x\x18" + '\0' +
          '\0' + "\x11" + '\0' + '\0';
  const auto header = read_page_header(text + std::string(bytes));
  require(header && header->header_bytes == text.size());
  require(header->unpacked_bytes == unpacked && header->packed_bytes == packed);
}

// The slow twin of largest_page, over a file in memory.
uint64_t largest_in(std::string_view file, uint64_t begin, uint64_t end) {
  uint64_t largest = 0;
  for (uint64_t place = begin; place < std::min<uint64_t>(end, file.size());) {
    const auto header = read_page_header(file.substr(place, kHeaderBytesMax));
    if (!header) break;
    largest = std::max(largest, header->unpacked_bytes);
    if (header->packed_bytes > file.size()) break;
    place += header->header_bytes + header->packed_bytes;
  }
  return largest;
}

void check_file(std::string_view bytes) {
  const uint64_t begin = take_number(bytes) % (bytes.size() + 2);
  const uint64_t length = take_number(bytes) % (bytes.size() + 2);
  if (bytes.empty()) return;
  const std::string text(bytes);
  const MemoryFile memory(text);
  const RunContext run;
  const InputFile file = InputFile::open(memory.path(), "/tmp", run);
  require(largest_page(file, {begin, length}) == largest_in(text, begin, begin + length));
  constexpr uint64_t kFar = ~uint64_t{0};
  require(largest_page(file, {begin, kFar}) == largest_in(text, begin, kFar));
  require(largest_page(file, {kFar - begin, length}) == 0);
}

}  // namespace
}  // namespace newlyn::source

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  switch (bytes[0] % 4) {
    case 0:
      newlyn::source::check_written(rest);
      break;
    case 1:
      newlyn::source::check_file(rest);
      break;
    default:
      newlyn::source::check_header(rest);
  }
  return 0;
}
