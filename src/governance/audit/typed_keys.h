// SPDX-License-Identifier: MIT
// A key for each text that somebody typed, so that one of them can be made unreadable without any
// other: what is typed may name anybody, whoever was shown.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "governance/audit/disk.h"
#include "governance/audit/subject_keys.h"
#include "governance/sealing.h"

namespace newlyn::governance {

/// The keys in one file of slots, which is never read as a whole: there are as many as searches.
/// Safe to use from many threads.
///
/// The file begins with 128 bytes "NEWLYN-TYPED-KEYS 1 ID", where ID is that of the ring's key that
/// seals them, or eight hyphens where there is no ring. A slot has 72 bytes: nonce, key and tag, or
/// without a ring the key and zeros. A slot of zeros was destroyed. The file is made with the first
/// key.
class TypedKeys {
 public:
  /// Throws Error(access_refused) when the key that seals the file is not in the ring, and
  /// Error(source_unreadable) for a file that is none of these.
  TypedKeys(std::string path, Disk& disk, const KeyRing& ring = {});

  struct Made {
    uint64_t slot = 0;
    SubjectKeys::Key key{};
  };

  /// Draws a key.
  Made make();
  /// The key of a slot, or nothing when there is none or it was destroyed.
  std::optional<SubjectKeys::Key> find(uint64_t slot) const;
  /// Makes new keys durable. Cheap when there are none. Throws Error as write_all does.
  void sync();
  /// Destroys a key durably. Returns whether there was one.
  bool destroy(uint64_t slot);
  /// The whole file as it is under the first key of a ring; empty when no key was ever drawn.
  std::string resealed(const KeyRing& ring) const;

 private:
  std::string bytes_at(uint64_t slot) const;

  std::string path_;
  Disk& disk_;
  std::optional<OpenFile> file_;
  mutable std::mutex mutex_;
  std::optional<SealingKey> sealing_;  // nothing: keys stand as they are
  uint64_t slot_count_ = 0;
  std::string unwritten_;  // slots that are not in the file yet
  uint64_t first_unwritten_ = 0;
};

}  // namespace newlyn::governance
