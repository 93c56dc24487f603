// SPDX-License-Identifier: MIT
// XChaCha20-Poly1305 with libsodium, and Argon2id for passphrases.
#include "governance/sealing.h"

#include <fmt/format.h>
#include <sodium.h>

#include "base/check.h"
#include "base/error.h"
#include "governance/audit/note.h"
#include "governance/base64.h"

namespace newlyn::governance {
namespace {

constexpr std::string_view kKeyWord = "NEWLYN-WORKSPACE-KEY ";
constexpr std::string_view kSealedWord = "NEWLYN-SEALED 1 ";
constexpr std::string_view kEscrowWord = "NEWLYN-ESCROW 1 ";
constexpr size_t kIdDigits = 8;
constexpr size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr unsigned long long kPassphraseRounds = 3;
constexpr size_t kPassphraseMemory = 64UL << 20;

const unsigned char* raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

void start() { NEWLYN_CHECK(sodium_init() >= 0, "libsodium starts"); }

SealingKey key_of(std::string_view bytes) {
  SealingKey key;
  std::copy(bytes.begin(), bytes.end(), key.bytes.begin());
  std::array<unsigned char, 16> mark;
  constexpr std::string_view kPurpose = "newlyn key id";
  crypto_generichash(mark.data(), mark.size(), raw(kPurpose), kPurpose.size(), key.bytes.data(),
                     key.bytes.size());
  key.id = hex_of({reinterpret_cast<const char*>(mark.data()), kIdDigits / 2});
  return key;
}

std::string encrypt(std::string_view text, std::string_view what,
                    const std::array<uint8_t, 32>& key) {
  std::string sealed(kNonceBytes + text.size() + kTagBytes, '\0');
  auto* bytes = reinterpret_cast<unsigned char*>(sealed.data());
  randombytes_buf(bytes, kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes + kNonceBytes, nullptr, raw(text), text.size(),
                                             raw(what), what.size(), nullptr, bytes, key.data());
  return sealed;
}

std::optional<std::string> decrypt(std::string_view sealed, std::string_view what,
                                   const std::array<uint8_t, 32>& key) {
  if (sealed.size() < kNonceBytes + kTagBytes) return std::nullopt;
  std::string text(sealed.size() - kNonceBytes - kTagBytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(text.data()),
                                                 nullptr, nullptr, raw(sealed) + kNonceBytes,
                                                 sealed.size() - kNonceBytes, raw(what),
                                                 what.size(), raw(sealed), key.data()) != 0) {
    return std::nullopt;
  }
  return text;
}

/// The key that a passphrase makes with a salt.
std::array<uint8_t, 32> stretched(std::string_view passphrase, std::string_view salt) {
  std::array<uint8_t, 32> key{};
  const int made =
      crypto_pwhash(key.data(), key.size(), passphrase.data(), passphrase.size(), raw(salt),
                    kPassphraseRounds, kPassphraseMemory, crypto_pwhash_ALG_ARGON2ID13);
  if (made != 0) {
    throw Error(Code::resource_exhausted,
                "There is not enough memory to try the passphrase: 64 MiB are needed.");
  }
  return key;
}

std::string_view without_line_end(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

}  // namespace

SealingKey make_sealing_key() {
  start();
  std::string bytes(32, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return key_of(bytes);
}

std::array<uint8_t, 32> key_for(const SealingKey& key, std::string_view use) {
  std::array<uint8_t, 32> made{};
  crypto_generichash(made.data(), made.size(), raw(use), use.size(), key.bytes.data(),
                     key.bytes.size());
  return made;
}

std::string key_ring_text(const KeyRing& ring) {
  std::string text;
  for (const SealingKey& key : ring) {
    const std::string_view bytes(reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size());
    text += fmt::format("{}{}\n", kKeyWord, base64_of(bytes));
  }
  return text;
}

std::optional<KeyRing> read_key_ring(std::string_view text) {
  start();
  KeyRing ring;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = without_line_end(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    if (!line.starts_with(kKeyWord)) return std::nullopt;
    line.remove_prefix(kKeyWord.size());
    const auto bytes = read_base64(line);
    if (!bytes || bytes->size() != 32) return std::nullopt;
    ring.push_back(key_of(*bytes));
  }
  if (ring.empty()) return std::nullopt;
  return ring;
}

std::string seal_text(std::string_view text, std::string_view what, const KeyRing& ring) {
  start();
  NEWLYN_CHECK(!ring.empty(), "there is a key to seal with");
  return fmt::format("{}{}\n", kSealedWord, ring[0].id) + encrypt(text, what, ring[0].bytes);
}

std::optional<std::string> sealed_with(std::string_view sealed) {
  const size_t head = kSealedWord.size() + kIdDigits;
  if (sealed.size() <= head || !sealed.starts_with(kSealedWord) || sealed[head] != '\n') {
    return std::nullopt;
  }
  return std::string(sealed.substr(kSealedWord.size(), kIdDigits));
}

std::string open_sealed(std::string_view sealed, std::string_view what, const KeyRing& ring,
                        std::string_view place) {
  start();
  const std::string_view named = place.empty() ? what : place;
  const auto id = sealed_with(sealed);
  if (!id) {
    throw Error(Code::source_unreadable,
                fmt::format("{} is cut off, or is no file that this workspace sealed. Put it back "
                            "from a backup.",
                            named));
  }
  const std::string_view bytes = sealed.substr(kSealedWord.size() + kIdDigits + 1);
  for (const SealingKey& key : ring) {
    if (key.id != *id) continue;
    if (auto text = decrypt(bytes, what, key.bytes)) return std::move(*text);
    throw Error(
        Code::source_unreadable,
        fmt::format("{} was changed since it was sealed. Put it back from a backup.", named));
  }
  throw missing_key(named, *id);
}

Error missing_key(std::string_view what, std::string_view id) {
  return {Code::access_refused,
          fmt::format("{} is sealed with the workspace's key {}, which is not here. Put it back "
                      "with newlyn key import, or give it in NEWLYN_WORKSPACE_KEY.",
                      what, id)};
}

std::string escrow_text(const SealingKey& key, std::string_view passphrase) {
  start();
  std::string salt(crypto_pwhash_SALTBYTES, '\0');
  randombytes_buf(salt.data(), salt.size());
  const std::string_view bytes(reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size());
  const std::string sealed = encrypt(bytes, kEscrowWord, stretched(passphrase, salt));
  return fmt::format("{}{} {} {}\n", kEscrowWord, key.id, base64_of(salt), base64_of(sealed));
}

bool is_escrow(std::string_view text) { return text.starts_with(kEscrowWord); }

SealingKey read_escrow(std::string_view text, std::string_view passphrase, std::string_view place) {
  start();
  text = without_line_end(text);
  const auto refuse = [&] {
    throw Error(
        Code::request_invalid,
        fmt::format("{} is no exported key. Take the file that newlyn key export wrote.", place));
  };
  if (!is_escrow(text)) refuse();
  text.remove_prefix(kEscrowWord.size());
  const size_t one = text.find(' ');
  const size_t two = text.find(' ', std::min(one, text.size() - 1) + 1);
  if (one == text.npos || two == text.npos) refuse();
  const auto salt = read_base64(text.substr(one + 1, two - one - 1));
  const auto sealed = read_base64(text.substr(two + 1));
  if (!salt || !sealed || salt->size() != crypto_pwhash_SALTBYTES) refuse();
  const auto bytes = decrypt(*sealed, kEscrowWord, stretched(passphrase, *salt));
  if (!bytes || bytes->size() != 32) {
    throw Error(Code::access_refused,
                "The passphrase does not open this exported key, or the file was changed. Look "
                "whether it was mistyped, or take another copy of the file.");
  }
  return key_of(*bytes);
}

}  // namespace newlyn::governance
