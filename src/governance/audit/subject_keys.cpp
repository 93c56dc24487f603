// SPDX-License-Identifier: MIT
// Keys of subjects in a file of fixed slots, and encryption with them.
#include "governance/audit/subject_keys.h"

#include <fcntl.h>
#include <sodium.h>

#include <algorithm>

#include "base/check.h"
#include "governance/audit/merkle.h"
#include "governance/audit/note.h"

namespace newlyn::governance {
namespace {

constexpr size_t kSlotBytes = 64;
constexpr size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr size_t kMarkDigits = 24;

std::string name_of(std::string_view subject) {
  return std::string(bytes_of(hash_of("subject\n" + std::string(subject))));
}

bool is_destroyed(const SubjectKeys::Key& key) { return sodium_is_zero(key.data(), key.size()); }

const unsigned char* raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

SubjectKeys::SubjectKeys(const std::string& path, Disk& disk)
    : path_(path), disk_(disk), file_(path, O_RDWR | O_CREAT) {
  NEWLYN_CHECK(sodium_init() >= 0, "libsodium starts");
  const std::string bytes = read_whole(path).value_or("");
  slot_count_ = bytes.size() / kSlotBytes;
  first_unwritten_ = slot_count_;
  for (uint64_t number = 0; number < slot_count_; ++number) {
    const std::string_view slot = std::string_view(bytes).substr(number * kSlotBytes, kSlotBytes);
    Slot read{number, {}};
    std::copy_n(slot.begin() + sizeof(Hash), read.key.size(), read.key.begin());
    slots_[std::string(slot.substr(0, sizeof(Hash)))] = read;
    if (!is_destroyed(read.key)) marked_[subject_mark(read.key)] = read.key;
  }
}

SubjectKeys::Key SubjectKeys::key_for(std::string_view subject) {
  const std::lock_guard lock(mutex_);
  const std::string name = name_of(subject);
  const auto found = slots_.find(name);
  if (found != slots_.end() && !is_destroyed(found->second.key)) return found->second.key;
  Slot made{slot_count_++, {}};
  randombytes_buf(made.key.data(), made.key.size());
  unwritten_ += name;
  unwritten_.append(made.key.begin(), made.key.end());
  slots_[name] = made;
  marked_[subject_mark(made.key)] = made.key;
  return made.key;
}

std::optional<SubjectKeys::Key> SubjectKeys::find(std::string_view subject) const {
  const std::lock_guard lock(mutex_);
  const auto found = slots_.find(name_of(subject));
  if (found == slots_.end() || is_destroyed(found->second.key)) return std::nullopt;
  return found->second.key;
}

std::optional<SubjectKeys::Key> SubjectKeys::find_marked(const std::string& mark) const {
  const std::lock_guard lock(mutex_);
  const auto found = marked_.find(mark);
  if (found == marked_.end()) return std::nullopt;
  return found->second;
}

void SubjectKeys::sync() {
  const std::lock_guard lock(mutex_);
  if (unwritten_.empty()) return;
  write_all(disk_, file_, unwritten_, static_cast<int64_t>(first_unwritten_ * kSlotBytes));
  sync_all(disk_, file_, path_);
  first_unwritten_ += unwritten_.size() / kSlotBytes;
  unwritten_.clear();
}

bool SubjectKeys::destroy(std::string_view subject) {
  sync();
  const std::lock_guard lock(mutex_);
  const auto found = slots_.find(name_of(subject));
  if (found == slots_.end() || is_destroyed(found->second.key)) return false;
  const std::string zeros(sizeof(Key), '\0');
  write_all(disk_, file_, zeros,
            static_cast<int64_t>(found->second.number * kSlotBytes + sizeof(Hash)));
  sync_all(disk_, file_, path_);
  marked_.erase(subject_mark(found->second.key));
  found->second.key.fill(0);
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
