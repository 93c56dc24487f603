// SPDX-License-Identifier: MIT
// The hash that identifies the bytes of an input in receipts.
#pragma once

#include <span>
#include <string>

namespace newlyn::source {

/// BLAKE2b-256 (RFC 7693) over bytes given piece by piece.
class ContentHash {
 public:
  ContentHash();
  void add(std::span<const char> bytes);
  /// The hash as 64 hexadecimal digits. Call once.
  std::string finish();

 private:
  alignas(64) unsigned char state_[384];
};

}  // namespace newlyn::source
