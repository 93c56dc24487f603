// SPDX-License-Identifier: MIT
// A key per data subject. What is personal in the log is encrypted with it; erasing a person from
// the log is destroying the key, after which the tree still verifies.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "governance/audit/disk.h"
#include "governance/sealing.h"

namespace newlyn::governance {

/// The keys in one file of slots: a hash of the subject, and its key. A key of zeros was destroyed.
/// Safe to use from many threads.
///
/// Where there is a ring, the file begins with 128 bytes "NEWLYN-SUBJECT-KEYS 2 ID", and a slot has
/// 128 bytes: the hash, then nonce, key and tag under the key of that id, then zeros. Without one,
/// slots have 64 bytes: the hash and the key as it is. A file of the second kind stays one until it
/// is sealed anew.
class SubjectKeys {
 public:
  /// Opens or makes the file. Slots at its end that a crash cut off are written over. Throws
  /// Error(access_refused) when the key that seals it is not in the ring. Every other function
  /// throws Error(source_unreadable) for a slot that it needs and that cannot be opened.
  SubjectKeys(const std::string& path, Disk& disk, const KeyRing& ring = {});

  using Key = std::array<uint8_t, 32>;

  /// The key of a subject; made if there is none yet or the former was destroyed.
  Key key_for(std::string_view subject);
  /// The key of a subject, or nothing when there is none or it was destroyed.
  std::optional<Key> find(std::string_view subject) const;
  /// The key whose subject_mark is `mark`.
  std::optional<Key> find_marked(const std::string& mark) const;
  /// Makes new keys durable. Cheap when there are none. Throws Error as write_all does.
  void sync();
  /// Destroys the key durably. Returns whether there was one.
  bool destroy(std::string_view subject);
  /// The whole file as it is under the first key of a ring.
  std::string resealed(const KeyRing& ring) const;

 private:
  void read(std::string bytes, const KeyRing& ring);
  size_t slot_bytes() const noexcept;
  std::string_view slot(uint64_t number) const;
  std::optional<Key> open_slot(std::string_view slot) const;
  Key key_at(uint64_t number) const;
  std::optional<uint64_t> number_of(const std::string& name) const;
  void number_all() const;
  uint64_t offset_of(uint64_t slot) const;

  std::string path_;
  Disk& disk_;
  OpenFile file_;
  mutable std::mutex mutex_;
  // A council has hundreds of thousands of subjects and a verb asks for one: slots stay as they are
  // in the file until they are asked for.
  std::string slots_;  // with those that are not in the file yet
  mutable std::unordered_map<std::string, uint64_t> numbers_;  // last slot of a name, after a while
  mutable size_t searches_ = 0;
  mutable std::optional<std::unordered_map<std::string, uint64_t>> marked_;  // slots by their mark
  std::optional<SealingKey> sealing_;  // nothing: keys stand as they are
  std::string head_;                   // of a new file, until it is written
  uint64_t slot_count_ = 0;
  uint64_t first_unwritten_ = 0;
};

/// A text that tells one subject's entries from another's, and nothing once the key is destroyed.
std::string subject_mark(const SubjectKeys::Key& key);

/// Encrypts with XChaCha20-Poly1305 under a nonce drawn by chance.
std::string seal(std::string_view text, const SubjectKeys::Key& key);

/// Decrypts what `seal` made; nothing under another key or when a byte was changed.
std::optional<std::string> unseal(std::string_view sealed, const SubjectKeys::Key& key);

}  // namespace newlyn::governance
