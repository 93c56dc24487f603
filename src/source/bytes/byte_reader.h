// SPDX-License-Identifier: MIT
// A stream of bytes, read once from its beginning.
#pragma once

#include <cstddef>
#include <span>

namespace newlyn::source {

/// Bytes from a file or out of a compressed stream.
class ByteReader {
 public:
  virtual ~ByteReader() = default;
  /// Fills as much of `room` as it can and returns how much; 0 only at the end.
  /// Throws Error(source_unreadable) when the bytes cannot be had.
  virtual size_t read(std::span<char> room) = 0;
};

}  // namespace newlyn::source
