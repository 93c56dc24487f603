// SPDX-License-Identifier: MIT
// Keys of typed texts, read and written slot by slot.
#include "governance/audit/typed_keys.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/error.h"

namespace newlyn::governance {
namespace {

using Key = SubjectKeys::Key;

constexpr size_t kHeadBytes = 128;
constexpr std::string_view kHead = "NEWLYN-TYPED-KEYS 1 ";
constexpr std::string_view kNoRing = "--------";
constexpr size_t kSlotBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES + sizeof(Key) +
                              crypto_aead_xchacha20poly1305_ietf_ABYTES;

std::string head_of(const std::optional<SealingKey>& key) {
  std::string head = std::string(kHead) + (key ? key->id : std::string(kNoRing)) + "\n";
  head.resize(kHeadBytes);
  return head;
}

std::string slot_bytes(const Key& key, const std::optional<SealingKey>& sealing) {
  const std::string_view plain(reinterpret_cast<const char*>(key.data()), key.size());
  std::string bytes = sealing ? seal(plain, sealing->bytes) : std::string(plain);
  bytes.resize(kSlotBytes);
  return bytes;
}

/// The key of a slot's bytes; nothing for zeros and for what a crash left unfinished.
std::optional<Key> open_bytes(std::string_view bytes, const std::optional<SealingKey>& sealing) {
  if (bytes.size() != kSlotBytes || bytes.find_first_not_of('\0') == bytes.npos) {
    return std::nullopt;
  }
  const auto plain = sealing ? unseal(bytes, sealing->bytes) : std::string(bytes.substr(0, 32));
  if (!plain || plain->size() != sizeof(Key)) return std::nullopt;
  Key key{};
  std::copy(plain->begin(), plain->end(), key.begin());
  return key;
}

int64_t offset_of(uint64_t slot) { return static_cast<int64_t>(kHeadBytes + kSlotBytes * slot); }

}  // namespace

TypedKeys::TypedKeys(std::string path, Disk& disk, const KeyRing& ring)
    : path_(std::move(path)), disk_(disk) {
  if (!ring.empty()) sealing_ = ring[0];
  std::error_code none;
  const uint64_t size = std::filesystem::file_size(path_, none);
  if (none) return;
  file_.emplace(path_, O_RDWR);
  std::string head(kHeadBytes, '\0');
  if (pread(file_->number(), head.data(), head.size(), 0) < static_cast<ssize_t>(kHeadBytes)) {
    file_.reset();  // its beginning was cut off, so no key of it was ever relied on
    return;
  }
  if (!head.starts_with(kHead)) {
    throw Error(Code::source_unreadable,
                fmt::format("{} is damaged. Put it back from a backup.", path_));
  }
  const std::string id = head.substr(kHead.size(), kNoRing.size());
  sealing_.reset();
  for (const SealingKey& key : ring) {
    if (key.id == id) sealing_ = key;
  }
  if (!sealing_ && id != kNoRing) {
    throw Error(
        Code::access_refused,
        fmt::format("{} is sealed with the workspace's key {}, which is not here. Put it back "
                    "with newlyn key import, or give it in NEWLYN_WORKSPACE_KEY.",
                    path_, id));
  }
  // What was cut off at the end is written over.
  slot_count_ = first_unwritten_ = (size - kHeadBytes) / kSlotBytes;
}

TypedKeys::Made TypedKeys::make() {
  const std::lock_guard lock(mutex_);
  Made made{slot_count_++, {}};
  randombytes_buf(made.key.data(), made.key.size());
  unwritten_ += slot_bytes(made.key, sealing_);
  return made;
}

std::string TypedKeys::bytes_at(uint64_t slot) const {
  if (slot >= slot_count_) return "";
  if (slot >= first_unwritten_) {
    return unwritten_.substr((slot - first_unwritten_) * kSlotBytes, kSlotBytes);
  }
  std::string bytes(kSlotBytes, '\0');
  const ssize_t read = pread(file_->number(), bytes.data(), bytes.size(), offset_of(slot));
  return read == static_cast<ssize_t>(kSlotBytes) ? bytes : std::string();
}

std::optional<Key> TypedKeys::find(uint64_t slot) const {
  const std::lock_guard lock(mutex_);
  return open_bytes(bytes_at(slot), sealing_);
}

void TypedKeys::sync() {
  const std::lock_guard lock(mutex_);
  if (unwritten_.empty()) return;
  if (!file_) {
    file_.emplace(path_, O_RDWR | O_CREAT | O_TRUNC);
    write_all(disk_, *file_, head_of(sealing_), 0);
  }
  write_all(disk_, *file_, unwritten_, offset_of(first_unwritten_));
  sync_all(disk_, *file_, path_);
  first_unwritten_ = slot_count_;
  unwritten_.clear();
}

bool TypedKeys::destroy(uint64_t slot) {
  sync();
  if (!find(slot)) return false;
  const std::lock_guard lock(mutex_);
  write_all(disk_, *file_, std::string(kSlotBytes, '\0'), offset_of(slot));
  sync_all(disk_, *file_, path_);
  return true;
}

std::string TypedKeys::resealed(const KeyRing& ring) const {
  const std::lock_guard lock(mutex_);
  if (slot_count_ == 0) return "";
  const std::optional<SealingKey> under = ring.at(0);
  std::string bytes = head_of(under);
  for (uint64_t slot = 0; slot < slot_count_; ++slot) {
    const auto key = open_bytes(bytes_at(slot), sealing_);
    bytes += key ? slot_bytes(*key, under) : std::string(kSlotBytes, '\0');
  }
  return bytes;
}

}  // namespace newlyn::governance
