// SPDX-License-Identifier: MIT
// Keys of subjects in a file of fixed slots, and encryption with them.
#include "governance/audit/subject_keys.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

#include "base/check.h"
#include "base/error.h"
#include "governance/audit/merkle.h"
#include "governance/audit/note.h"

namespace newlyn::governance {
namespace {

constexpr size_t kOpenSlotBytes = 64;
constexpr size_t kSealedSlotBytes = 128;  // and the head of a file of such slots
constexpr std::string_view kHead = "NEWLYN-SUBJECT-KEYS 2 ";
constexpr size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr size_t kMarkDigits = 24;
constexpr size_t kSealedKeyBytes = kNonceBytes + sizeof(SubjectKeys::Key) + kTagBytes;
constexpr size_t kIdDigits = 8;
// So often the file is searched through before its slots are numbered: a verb asks once or twice.
constexpr size_t kSearchesMax = 16;

std::string name_of(std::string_view subject) {
  return std::string(bytes_of(hash_of("subject\n" + std::string(subject))));
}

bool is_destroyed(const SubjectKeys::Key& key) { return sodium_is_zero(key.data(), key.size()); }

std::string head_of(const SealingKey& key) {
  std::string head = std::string(kHead) + key.id + "\n";
  head.resize(kSealedSlotBytes);
  return head;
}

/// A slot under a key; a destroyed key stays zeros.
std::string slot_bytes_of(const std::string& name, const SubjectKeys::Key& key,
                          const SealingKey& sealing) {
  std::string bytes = name;
  if (!is_destroyed(key)) {
    bytes += seal({reinterpret_cast<const char*>(key.data()), key.size()}, sealing.bytes);
  }
  bytes.resize(kSealedSlotBytes);
  return bytes;
}

SealingKey key_with(const KeyRing& ring, const std::string& id, const std::string& path) {
  for (const SealingKey& key : ring) {
    if (key.id == id) return key;
  }
  throw Error(
      Code::access_refused,
      fmt::format("{} is sealed with the workspace's key {}, which is not here. Put it back "
                  "with newlyn key import, or give it in NEWLYN_WORKSPACE_KEY.",
                  path, id));
}

const unsigned char* raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

SubjectKeys::SubjectKeys(const std::string& path, Disk& disk, const KeyRing& ring)
    : path_(path), disk_(disk), file_(path, O_RDWR | O_CREAT) {
  NEWLYN_CHECK(sodium_init() >= 0, "libsodium starts");
  read(read_whole(path).value_or(""), ring);
}

void SubjectKeys::read(std::string bytes, const KeyRing& ring) {
  // New, or the head of a new file was cut off; no subject's hash is all zeros.
  const bool is_new = bytes.size() < kOpenSlotBytes ||
                      std::string_view(bytes).substr(0, sizeof(Hash)).find_first_not_of('\0') ==
                          std::string_view::npos;
  if (is_new && !ring.empty() && !bytes.starts_with(kHead)) {
    sealing_ = ring[0];
    head_ = head_of(ring[0]);
    return;
  }
  if (bytes.starts_with(kHead)) {
    sealing_ = key_with(ring, bytes.substr(kHead.size(), kIdDigits), path_);
    if (bytes.size() < kSealedSlotBytes) head_ = head_of(*sealing_);
    bytes.erase(0, kSealedSlotBytes);
  }
  slots_ = std::move(bytes);
  slot_count_ = slots_.size() / slot_bytes();
  while (slot_count_ > 0 && !open_slot(slot(slot_count_ - 1))) --slot_count_;
  slots_.resize(slot_count_ * slot_bytes());
  first_unwritten_ = slot_count_;
}

size_t SubjectKeys::slot_bytes() const noexcept {
  return sealing_ ? kSealedSlotBytes : kOpenSlotBytes;
}

std::string_view SubjectKeys::slot(uint64_t number) const {
  return std::string_view(slots_).substr(number * slot_bytes(), slot_bytes());
}

SubjectKeys::Key SubjectKeys::key_at(uint64_t number) const {
  const auto key = open_slot(slot(number));
  if (key) return *key;
  throw Error(Code::source_unreadable,
              fmt::format("{} is damaged at slot {}. Put it back from a backup.", path_, number));
}

/// The last slot of a name: a subject whose key was destroyed may have got another.
std::optional<uint64_t> SubjectKeys::number_of(const std::string& name) const {
  if (numbers_.empty() && ++searches_ > kSearchesMax) number_all();
  if (!numbers_.empty()) {
    const auto found = numbers_.find(name);
    return found == numbers_.end() ? std::nullopt : std::optional(found->second);
  }
  for (uint64_t number = slot_count_; number-- > 0;) {
    if (slot(number).starts_with(name)) return number;
  }
  return std::nullopt;
}

void SubjectKeys::number_all() const {
  numbers_.reserve(slot_count_);
  for (uint64_t number = 0; number < slot_count_; ++number) {
    numbers_[std::string(slot(number).substr(0, sizeof(Hash)))] = number;
  }
}

/// The key of a slot; nothing when it cannot be opened, as after a write that was cut off.
std::optional<SubjectKeys::Key> SubjectKeys::open_slot(std::string_view slot) const {
  Key key{};
  slot.remove_prefix(sizeof(Hash));
  if (!sealing_) {
    std::copy_n(slot.begin(), key.size(), key.begin());
    return key;
  }
  const std::string_view sealed = slot.substr(0, kSealedKeyBytes);
  if (sealed.find_first_not_of('\0') == sealed.npos) return key;
  const auto opened = unseal(sealed, sealing_->bytes);
  if (!opened || opened->size() != key.size()) return std::nullopt;
  std::copy(opened->begin(), opened->end(), key.begin());
  return key;
}

uint64_t SubjectKeys::offset_of(uint64_t slot) const {
  return sealing_ ? kSealedSlotBytes * (slot + 1) : kOpenSlotBytes * slot;
}

std::string SubjectKeys::resealed(const KeyRing& ring) const {
  const std::lock_guard lock(mutex_);
  std::string bytes = head_of(ring.at(0));
  bytes.resize(kSealedSlotBytes * (slot_count_ + 1));
  if (numbers_.empty()) number_all();
  for (const auto& [name, number] : numbers_) {
    const std::string sealed = slot_bytes_of(name, key_at(number), ring[0]);
    std::copy(sealed.begin(), sealed.end(),
              bytes.begin() + static_cast<ptrdiff_t>(kSealedSlotBytes * (number + 1)));
  }
  return bytes;
}

SubjectKeys::Key SubjectKeys::key_for(std::string_view subject) {
  const std::lock_guard lock(mutex_);
  const std::string name = name_of(subject);
  if (const auto number = number_of(name)) {
    const Key key = key_at(*number);
    if (!is_destroyed(key)) return key;
  }
  Key made{};
  randombytes_buf(made.data(), made.size());
  if (sealing_) {
    slots_ += slot_bytes_of(name, made, *sealing_);
  } else {
    slots_ += name;
    slots_.append(made.begin(), made.end());
  }
  if (!numbers_.empty()) numbers_[name] = slot_count_;
  if (marked_) (*marked_)[subject_mark(made)] = slot_count_;
  ++slot_count_;
  return made;
}

std::optional<SubjectKeys::Key> SubjectKeys::find(std::string_view subject) const {
  const std::lock_guard lock(mutex_);
  const auto number = number_of(name_of(subject));
  if (!number) return std::nullopt;
  const Key key = key_at(*number);
  return is_destroyed(key) ? std::nullopt : std::optional(key);
}

std::optional<SubjectKeys::Key> SubjectKeys::find_marked(const std::string& mark) const {
  const std::lock_guard lock(mutex_);
  if (!marked_) {
    marked_.emplace();
    for (uint64_t number = 0; number < slot_count_; ++number) {
      const Key key = key_at(number);
      if (!is_destroyed(key)) (*marked_)[subject_mark(key)] = number;
    }
  }
  const auto found = marked_->find(mark);
  if (found == marked_->end()) return std::nullopt;
  return key_at(found->second);
}

void SubjectKeys::sync() {
  const std::lock_guard lock(mutex_);
  if (first_unwritten_ == slot_count_) return;
  if (!head_.empty()) write_all(disk_, file_, head_, 0);
  const auto unwritten = std::string_view(slots_).substr(first_unwritten_ * slot_bytes());
  write_all(disk_, file_, unwritten, static_cast<int64_t>(offset_of(first_unwritten_)));
  sync_all(disk_, file_, path_);
  head_.clear();
  first_unwritten_ = slot_count_;
}

bool SubjectKeys::destroy(std::string_view subject) {
  sync();
  const std::lock_guard lock(mutex_);
  const auto number = number_of(name_of(subject));
  if (!number) return false;
  const Key key = key_at(*number);
  if (is_destroyed(key)) return false;
  const std::string zeros(sealing_ ? kSealedKeyBytes : sizeof(Key), '\0');
  write_all(disk_, file_, zeros, static_cast<int64_t>(offset_of(*number) + sizeof(Hash)));
  sync_all(disk_, file_, path_);
  if (marked_) marked_->erase(subject_mark(key));
  slots_.replace(*number * slot_bytes() + sizeof(Hash), zeros.size(), zeros);
  return true;
}

std::string subject_mark(const SubjectKeys::Key& key) {
  std::array<unsigned char, 32> mark;
  constexpr std::string_view kPurpose = "newlyn subject mark";
  crypto_generichash(mark.data(), mark.size(), raw(kPurpose), kPurpose.size(), key.data(),
                     key.size());
  return hex_of({reinterpret_cast<const char*>(mark.data()), kMarkDigits / 2});
}

std::string seal(std::string_view text, const SubjectKeys::Key& key) {
  std::string sealed(kNonceBytes + text.size() + kTagBytes, '\0');
  auto* bytes = reinterpret_cast<unsigned char*>(sealed.data());
  randombytes_buf(bytes, kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes + kNonceBytes, nullptr, raw(text), text.size(),
                                             nullptr, 0, nullptr, bytes, key.data());
  return sealed;
}

std::optional<std::string> unseal(std::string_view sealed, const SubjectKeys::Key& key) {
  if (sealed.size() < kNonceBytes + kTagBytes) return std::nullopt;
  std::string text(sealed.size() - kNonceBytes - kTagBytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(text.data()),
                                                 nullptr, nullptr, raw(sealed) + kNonceBytes,
                                                 sealed.size() - kNonceBytes, nullptr, 0,
                                                 raw(sealed), key.data()) != 0) {
    return std::nullopt;
  }
  return text;
}

}  // namespace newlyn::governance
