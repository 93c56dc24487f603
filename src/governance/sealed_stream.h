// SPDX-License-Identifier: MIT
// Files sealed portion by portion, so that one need not fit into memory.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "governance/sealing.h"

namespace newlyn::governance {

/// Bytes of a file that are sealed together. Only the last portion is shorter, or empty.
inline constexpr size_t kStreamPortion = size_t{1} << 16;
/// The same when sealed: with a tag that also tells the last one.
inline constexpr size_t kSealedPortion = kStreamPortion + 17;
/// What stands before the portions: the key's id and where the stream begins.
inline constexpr size_t kStreamHead = 54;

/// Seals one file under a key. Portions that are changed, left out, put elsewhere or come from
/// another file do not open. Source: libsodium's secretstream (XChaCha20-Poly1305).
class StreamSealer {
 public:
  /// `what` binds the file to its place.
  StreamSealer(const SealingKey& key, std::string_view what);
  ~StreamSealer();
  StreamSealer(const StreamSealer&) = delete;
  StreamSealer& operator=(const StreamSealer&) = delete;

  const std::string& head() const noexcept { return head_; }
  /// Seals a portion into `into`, which has room for kSealedPortion bytes; returns how many.
  /// Allocates nothing and asks nothing of the system.
  size_t seal(std::string_view portion, bool is_last, char* into) noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
  std::string what_;
  std::string head_;
};

/// Opens what a StreamSealer made, in the same order.
class StreamOpener {
 public:
  /// Throws Error: access_refused, naming the key that is needed, when it is not in the ring;
  /// source_unreadable for what is no head.
  StreamOpener(std::string_view head, std::string_view what, const KeyRing& ring);
  ~StreamOpener();
  StreamOpener(const StreamOpener&) = delete;
  StreamOpener& operator=(const StreamOpener&) = delete;

  /// A portion in clear, valid until the next. Throws Error(source_unreadable) for one that was
  /// changed or is not the next of this file.
  std::string_view open(std::string_view sealed);
  /// Whether the last portion was opened.
  bool at_end() const noexcept { return at_end_; }

 private:
  struct State;
  std::unique_ptr<State> state_;
  std::string what_;
  std::string portion_;
  bool at_end_ = false;
};

}  // namespace newlyn::governance
