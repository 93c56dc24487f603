// SPDX-License-Identifier: MIT
// Which encoding a text is in, and its conversion to UTF-8.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace newlyn::source {

/// Encodings that are read. `binary` is no text at all.
enum class Encoding : uint8_t { utf8, utf16le, utf16be, windows1252, binary };

/// The name people know: "UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1252"; "binary".
std::string_view encoding_name(Encoding encoding) noexcept;

/// Length of the UTF-8 sequence at the beginning of `bytes`: 1 to 4; 0 when it is invalid; -1 when
/// it is valid so far but cut off by the end of `bytes`. Requires: bytes is not empty.
int utf8_length(std::string_view bytes) noexcept;

/// A byte that no text file has, and where it stands.
struct OddByte {
  uint64_t line = 0;   // from 1; 0: there is none
  uint64_t place = 0;  // of the byte in its line, from 1
  unsigned char value = 0;
};

/// Looks at all bytes of a file, piece by piece, and decides on its encoding.
///
/// In this order: a byte order mark decides. NUL bytes that are nearly all at odd places, or
/// nearly all at even ones, are UTF-16 without a mark. Other NUL bytes in the first line, or as a
/// fourth of all bytes, are binary, as are many other control bytes; few NUL bytes further down are
/// damage, which costs the rows they are in. Valid UTF-8 is UTF-8; halves of surrogate pairs in
/// three bytes, which are not, speak for it all the same. A file with more valid sequences
/// of several bytes than invalid bytes is damaged UTF-8; any other is Windows-1252.
class EncodingCensus {
 public:
  void add(std::string_view block);
  Encoding decide() const;
  /// The first byte of all that no text has in one byte each; its line is 0 where there is none.
  const OddByte& first_odd() const noexcept { return first_odd_; }

 private:
  void note_control(unsigned char byte, uint64_t place);
  void count_sequences(std::string_view block);

  std::string head_;     // the first bytes, for the mark
  std::string carried_;  // a sequence that the end of a block cut off
  uint64_t bytes_ = 0;
  uint64_t zeros_[2] = {0, 0};  // NUL bytes at even and odd places
  uint64_t controls_ = 0;
  OddByte first_odd_;
  uint64_t line_ = 1;        // where the bytes so far end, until the first odd one
  uint64_t line_begin_ = 0;  // bytes before that line
  bool after_return_ = false;
  uint64_t sequences_ = 0;
  uint64_t invalid_ = 0;
};

/// Converts a text to UTF-8, piece by piece. The byte order mark is left out. Every byte that is
/// invalid (every unit, in UTF-16; half of a surrogate pair as a whole) becomes U+FFFD and is
/// counted.
class Decoder {
 public:
  explicit Decoder(Encoding encoding) : encoding_(encoding) {}
  /// Appends the text of `block` to `out`. `last` says that nothing follows.
  void decode(std::string_view block, bool last, std::string& out);
  /// Invalid bytes replaced so far.
  uint64_t repaired() const noexcept { return repaired_; }

 private:
  int decode_surrogates(std::string_view bytes, bool last, std::string& out);
  void decode_utf8(std::string_view bytes, bool last, std::string& out);
  void decode_utf16(std::string_view bytes, bool last, std::string& out);
  void decode_windows1252(std::string_view bytes, std::string& out);
  void repair(uint64_t bytes, std::string& out);

  Encoding encoding_;
  bool begun_ = false;
  std::string carried_;  // what the end of the last block cut off
  uint64_t repaired_ = 0;
};

}  // namespace newlyn::source
