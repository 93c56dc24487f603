// SPDX-License-Identifier: MIT
// Recognises and converts the encodings of files that office programs and databases write.
//
// UTF-8 validity follows table 3-7 of the Unicode Standard (no overlong forms, no surrogates).
// Windows-1252 follows the Unicode Consortium's mapping table CP1252.TXT; its five bytes without
// a character (81, 8D, 8F, 90, 9D) are invalid here.
#include "source/text/encoding.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace newlyn::source {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kMark8 = "\xEF\xBB\xBF";
constexpr std::string_view kMark16Little = "\xFF\xFE";
constexpr std::string_view kMark16Big = "\xFE\xFF";

// The characters of bytes 80 to 9F; 0 where there is none.
constexpr std::array<uint16_t, 32> kHighControls = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

void append_character(uint32_t point, std::string& out) {
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | point >> 6);
    out += static_cast<char>(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0 | point >> 12);
    out += static_cast<char>(0x80 | (point >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (point & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | point >> 18);
    out += static_cast<char>(0x80 | (point >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (point >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (point & 0x3F));
  }
}

// Bytes at the beginning of `bytes` that are plain ASCII.
size_t ascii_length(std::string_view bytes) noexcept {
  size_t i = 0;
  while (i + 8 <= bytes.size()) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, 8);
    if ((word & 0x8080808080808080ULL) != 0) break;
    i += 8;
  }
  while (i < bytes.size() && static_cast<unsigned char>(bytes[i]) < 0x80) ++i;
  return i;
}

// Length of half of a surrogate pair in three bytes, which programs write that take UTF-16 to
// pieces and which is no UTF-8: 3; 0 when it is none; -1 when it may be one cut off by the end of
// `bytes`.
int surrogate_length(std::string_view bytes) noexcept {
  const auto at = [&](size_t i) { return static_cast<unsigned char>(bytes[i]); };
  if (bytes.empty() || at(0) != 0xED) return 0;
  if (bytes.size() > 1 && (at(1) < 0xA0 || at(1) > 0xBF)) return 0;
  if (bytes.size() > 2 && (at(2) < 0x80 || at(2) > 0xBF)) return 0;
  return bytes.size() < 3 ? -1 : 3;
}

// The ten bits of a surrogate in three bytes, after one that says which half it is.
uint32_t surrogate_bits(std::string_view bytes) noexcept {
  return static_cast<uint32_t>(bytes[1] & 0x1F) << 6 | static_cast<uint32_t>(bytes[2] & 0x3F);
}

// Control bytes that no text file holds.
bool is_odd_control(unsigned char byte) noexcept {
  return byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' && byte != '\f' &&
         byte != '\v' && byte != 0x1A && (byte < 0x1C || byte > 0x1F) && byte != 0x01;
}

}  // namespace

std::string_view encoding_name(Encoding encoding) noexcept {
  switch (encoding) {
    case Encoding::utf8:
      return "UTF-8";
    case Encoding::utf16le:
      return "UTF-16LE";
    case Encoding::utf16be:
      return "UTF-16BE";
    case Encoding::windows1252:
      return "Windows-1252";
    case Encoding::binary:
      break;
  }
  return "binary";
}

int utf8_length(std::string_view bytes) noexcept {
  const auto at = [&](size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned char first = at(0);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  const int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  // The second byte has a narrower range after these four.
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (first == 0xE0) low = 0xA0;
  if (first == 0xED) high = 0x9F;
  if (first == 0xF0) low = 0x90;
  if (first == 0xF4) high = 0x8F;
  for (int i = 1; i < length; ++i) {
    if (static_cast<size_t>(i) >= bytes.size()) return -1;
    if (at(i) < low || at(i) > high) return 0;
    low = 0x80;
    high = 0xBF;
  }
  return length;
}

void EncodingCensus::add(std::string_view block) {
  if (head_.size() < 4) head_.append(block.substr(0, 4 - head_.size()));
  for (size_t i = 0; i < block.size(); ++i) {
    const auto byte = static_cast<unsigned char>(block[i]);
    if (byte >= 0x20) continue;
    if (byte == 0) ++zeros_[(bytes_ + i) & 1];
    controls_ += is_odd_control(byte);
    if (first_odd_.line == 0) note_control(byte, bytes_ + i);
  }
  bytes_ += block.size();
  count_sequences(block);
}

// Counts lines up to the first odd byte. A line ends with a line feed, a carriage return, or both.
void EncodingCensus::note_control(unsigned char byte, uint64_t place) {
  if (is_odd_control(byte)) {
    first_odd_ = {line_, place - line_begin_ + 1, byte};
  } else if (byte == '\n' || byte == '\r') {
    const bool both = byte == '\n' && after_return_ && place == line_begin_;
    line_ += both ? 0 : 1;
    line_begin_ = place + 1;
    after_return_ = byte == '\r';
  }
}

void EncodingCensus::count_sequences(std::string_view block) {
  std::string joined;
  if (!carried_.empty()) {
    joined = carried_;
    joined.append(block);
    block = joined;
    carried_.clear();
  }
  std::string kept;
  while (true) {
    block.remove_prefix(ascii_length(block));
    if (block.empty()) break;
    int length = utf8_length(block);
    if (length == 0) length = surrogate_length(block);
    if (length < 0) {
      kept = block;
      break;
    }
    sequences_ += length > 1;
    invalid_ += length == 0;
    block.remove_prefix(static_cast<size_t>(std::max(length, 1)));
  }
  carried_ = std::move(kept);
}

Encoding EncodingCensus::decide() const {
  const std::string_view head = head_;
  if (head.starts_with(kMark16Little)) return Encoding::utf16le;
  if (head.starts_with(kMark16Big)) return Encoding::utf16be;
  const uint64_t zeros = zeros_[0] + zeros_[1];
  if (zeros != 0) {
    // Mostly Latin text: one byte of nearly every unit is NUL, always the same one.
    const bool many = zeros * 4 >= bytes_ && (controls_ - zeros) * 50 <= bytes_;
    if (many && zeros_[1] > 20 * zeros_[0]) return Encoding::utf16le;
    if (many && zeros_[0] > 20 * zeros_[1]) return Encoding::utf16be;
    if (zeros * 4 >= bytes_ || first_odd_.line == 1) return Encoding::binary;
  }
  if ((controls_ - zeros) * 50 > bytes_) return Encoding::binary;
  if (head.starts_with(kMark8)) return Encoding::utf8;
  const uint64_t invalid = invalid_ + carried_.size();
  if (invalid == 0 || sequences_ > invalid) return Encoding::utf8;
  return Encoding::windows1252;
}

void Decoder::decode(std::string_view block, bool last, std::string& out) {
  std::string joined;
  if (!carried_.empty()) {
    joined = std::move(carried_);
    joined.append(block);
    block = joined;
    carried_.clear();
  }
  if (!begun_) {
    // Too short to hold a mark: wait for more.
    if (block.size() < 3 && !last) {
      carried_ = block;
      return;
    }
    begun_ = true;
    if (encoding_ == Encoding::utf8 && block.starts_with(kMark8)) block.remove_prefix(3);
    if (encoding_ == Encoding::utf16le && block.starts_with(kMark16Little)) block.remove_prefix(2);
    if (encoding_ == Encoding::utf16be && block.starts_with(kMark16Big)) block.remove_prefix(2);
  }
  switch (encoding_) {
    case Encoding::utf16le:
    case Encoding::utf16be:
      return decode_utf16(block, last, out);
    case Encoding::windows1252:
      return decode_windows1252(block, out);
    case Encoding::utf8:
    case Encoding::binary:
      return decode_utf8(block, last, out);
  }
}

void Decoder::repair(uint64_t bytes, std::string& out) {
  out += kReplacement;
  repaired_ += bytes;
}

// Two halves of a pair are one character; one alone becomes one replacement. Returns the bytes
// used: 0 for what is no half, -1 where more has to follow first.
int Decoder::decode_surrogates(std::string_view bytes, bool last, std::string& out) {
  constexpr uint32_t kLowHalf = 0x400;
  const int length = surrogate_length(bytes);
  if (length <= 0) return last ? 0 : length;
  const uint32_t first = surrogate_bits(bytes);
  const std::string_view rest = bytes.substr(3);
  const int following = rest.empty() ? -1 : surrogate_length(rest);
  if (first < kLowHalf && following < 0 && !last) return -1;
  const uint32_t second = following == 3 ? surrogate_bits(rest) : 0;
  if (first < kLowHalf && second >= kLowHalf) {
    append_character(0x10000 + (first << 10) + (second - kLowHalf), out);
    return 6;
  }
  repair(3, out);
  return 3;
}

void Decoder::decode_utf8(std::string_view bytes, bool last, std::string& out) {
  size_t valid = 0;  // bytes at the beginning that are known to be good
  while (valid < bytes.size()) {
    valid += ascii_length(bytes.substr(valid));
    if (valid == bytes.size()) break;
    const int length = utf8_length(bytes.substr(valid));
    if (length > 0) {
      valid += static_cast<size_t>(length);
      continue;
    }
    out.append(bytes.substr(0, valid));
    bytes.remove_prefix(valid);
    valid = 0;
    const int used = length < 0 ? (last ? 0 : -1) : decode_surrogates(bytes, last, out);
    if (used < 0) {
      carried_ = bytes;
      return;
    }
    if (used == 0) repair(1, out);
    bytes.remove_prefix(static_cast<size_t>(std::max(used, 1)));
  }
  out.append(bytes);
}

void Decoder::decode_utf16(std::string_view bytes, bool last, std::string& out) {
  const size_t high = encoding_ == Encoding::utf16le ? 1 : 0;
  const auto unit_at = [&](size_t i) {
    return static_cast<uint32_t>(static_cast<unsigned char>(bytes[i + high])) << 8 |
           static_cast<unsigned char>(bytes[i + 1 - high]);
  };
  size_t i = 0;
  while (i + 2 <= bytes.size()) {
    const uint32_t unit = unit_at(i);
    if (unit < 0xD800 || unit > 0xDFFF) {
      append_character(unit, out);
      i += 2;
      continue;
    }
    if (unit < 0xDC00 && i + 4 > bytes.size() && !last) break;
    const uint32_t low = unit < 0xDC00 && i + 4 <= bytes.size() ? unit_at(i + 2) : 0;
    if (low >= 0xDC00 && low <= 0xDFFF) {
      append_character(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00), out);
      i += 4;
    } else {
      repair(2, out);
      i += 2;
    }
  }
  if (i == bytes.size()) return;
  if (!last) {
    carried_ = bytes.substr(i);
  } else {
    repair(bytes.size() - i, out);
  }
}

void Decoder::decode_windows1252(std::string_view bytes, std::string& out) {
  while (!bytes.empty()) {
    const size_t plain = ascii_length(bytes);
    out.append(bytes.substr(0, plain));
    bytes.remove_prefix(plain);
    if (bytes.empty()) return;
    const auto byte = static_cast<unsigned char>(bytes[0]);
    const uint32_t point = byte < 0xA0 ? kHighControls[byte - 0x80] : byte;
    if (point == 0) {
      repair(1, out);
    } else {
      append_character(point, out);
    }
    bytes.remove_prefix(1);
  }
}

}  // namespace newlyn::source
