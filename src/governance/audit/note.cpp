// SPDX-License-Identifier: MIT
// Signed notes with libsodium. What is read is written again and compared, so that every byte of
// a note counts.
#include "governance/audit/note.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <charconv>

#include "base/check.h"
#include "governance/base64.h"

namespace newlyn::governance {
namespace {

constexpr std::string_view kSecretWord = "NEWLYN-SECRET-KEY ";
constexpr std::string_view kDash = "\xE2\x80\x94 ";  // an em dash and a space
constexpr unsigned char kEd25519 = 1;
constexpr size_t kNameAndSize = 2;

std::string_view as_text(const unsigned char* bytes, size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

std::string key_id(const PublicKey& key) {
  std::string bytes = key.name + '\n' + static_cast<char>(kEd25519);
  bytes += as_text(key.bytes.data(), key.bytes.size());
  return std::string(bytes_of(hash_of(bytes)).substr(0, 4));
}

std::string_view without_line_end(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

std::string signature_line(const PublicKey& key, std::string_view signature) {
  return fmt::format("{}{} {}\n", kDash, key.name, base64_of(key_id(key) + std::string(signature)));
}

/// Splits "origin\nsize\nroot\n" into a head of the log `name`.
std::optional<TreeHead> read_head(std::string_view text, std::string_view name) {
  const size_t first = text.find('\n');
  const size_t second = first == text.npos ? text.npos : text.find('\n', first + 1);
  if (second == text.npos || text.substr(0, first) != name) return std::nullopt;
  const std::string_view number = text.substr(first + 1, second - first - 1);
  TreeHead head;
  const auto [end, problem] =
      std::from_chars(number.data(), number.data() + number.size(), head.size);
  if (problem != std::errc{} || end != number.data() + number.size()) return std::nullopt;
  if (number.size() >= kNameAndSize && number[0] == '0') return std::nullopt;
  std::string_view last = text.substr(second + 1);
  if (last.empty() || last.back() != '\n') return std::nullopt;
  last.remove_suffix(1);
  const auto root = read_base64(last);
  if (!root || root->size() != head.root.size()) return std::nullopt;
  std::copy(root->begin(), root->end(), head.root.begin());
  return head;
}

}  // namespace

std::string hex_of(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char byte : bytes) {
    text += kDigits[static_cast<unsigned char>(byte) >> 4];
    text += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return text;
}

bool is_key_name(std::string_view name) noexcept {
  return !name.empty() && name.size() <= kKeyNameMax &&
         std::all_of(name.begin(), name.end(),
                     [](char letter) { return letter > ' ' && letter < 127 && letter != '+'; });
}

KeyPair make_key_pair(const std::string& name) {
  NEWLYN_CHECK(sodium_init() >= 0, "libsodium starts");
  NEWLYN_CHECK(is_key_name(name), "the name of a key is one word", name);
  KeyPair pair{name, {}};
  std::array<uint8_t, 32> ignored;
  crypto_sign_keypair(ignored.data(), pair.secret.data());
  return pair;
}

PublicKey public_half(const KeyPair& pair) {
  PublicKey key{pair.name, {}};
  crypto_sign_ed25519_sk_to_pk(key.bytes.data(), pair.secret.data());
  return key;
}

std::string public_key_text(const PublicKey& key) {
  const std::string typed =
      static_cast<char>(kEd25519) + std::string(as_text(key.bytes.data(), key.bytes.size()));
  return fmt::format("{}+{}+{}", key.name, hex_of(key_id(key)), base64_of(typed));
}

std::optional<PublicKey> read_public_key(std::string_view text) {
  text = without_line_end(text);
  const size_t first = text.find('+');
  if (first == text.npos || !is_key_name(text.substr(0, first))) return std::nullopt;
  const size_t second = text.find('+', first + 1);
  if (second == text.npos) return std::nullopt;
  const auto typed = read_base64(text.substr(second + 1));
  if (!typed || typed->size() != 33) return std::nullopt;
  PublicKey key{std::string(text.substr(0, first)), {}};
  std::copy(typed->begin() + 1, typed->end(), key.bytes.begin());
  if (public_key_text(key) != text) return std::nullopt;
  return key;
}

std::string key_pair_text(const KeyPair& pair) {
  return fmt::format("{}{} {}\n", kSecretWord, pair.name,
                     base64_of(as_text(pair.secret.data(), pair.secret.size())));
}

std::optional<KeyPair> read_key_pair(std::string_view text) {
  text = without_line_end(text);
  if (!text.starts_with(kSecretWord)) return std::nullopt;
  text.remove_prefix(kSecretWord.size());
  const size_t space = text.find(' ');
  if (space == text.npos || !is_key_name(text.substr(0, space))) return std::nullopt;
  const auto bytes = read_base64(text.substr(space + 1));
  KeyPair pair{std::string(text.substr(0, space)), {}};
  if (!bytes || bytes->size() != pair.secret.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), pair.secret.begin());
  // The second half must be the public key of the first, or signatures would fit nothing.
  std::array<uint8_t, 32> derived;
  std::array<uint8_t, 64> secret;
  crypto_sign_seed_keypair(derived.data(), secret.data(), pair.secret.data());
  if (secret != pair.secret) return std::nullopt;
  return pair;
}

std::string sign_note(const std::string& text, const KeyPair& key) {
  NEWLYN_CHECK(!text.empty() && text.back() == '\n', "a note ends in a line end");
  std::array<uint8_t, crypto_sign_BYTES> signature;
  crypto_sign_detached(signature.data(), nullptr,
                       reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                       key.secret.data());
  return text + "\n" +
         signature_line(public_half(key), as_text(signature.data(), signature.size()));
}

std::optional<std::string> open_note(std::string_view note, const PublicKey& key, bool witnessed) {
  const size_t blank = note.rfind("\n\n");
  if (blank == note.npos) return std::nullopt;
  const std::string_view text = note.substr(0, blank + 1);
  const std::string start = fmt::format("{}{} ", kDash, key.name);
  std::string_view lines = note.substr(blank + 2);
  std::optional<std::string> opened;
  while (!lines.empty()) {
    const size_t end = lines.find('\n');
    if (end == lines.npos || !lines.starts_with(kDash)) return std::nullopt;
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end + 1);
    const auto bytes = line.starts_with(start) ? read_base64(line.substr(start.size()))
                                               : std::optional<std::string>();
    const bool ours =
        bytes && bytes->size() == 4 + crypto_sign_BYTES && bytes->substr(0, 4) == key_id(key);
    if (!ours) {
      if (!witnessed) return std::nullopt;
      continue;
    }
    if (opened && !witnessed) return std::nullopt;
    const auto* signature = reinterpret_cast<const unsigned char*>(bytes->data() + 4);
    if (crypto_sign_verify_detached(signature, reinterpret_cast<const unsigned char*>(text.data()),
                                    text.size(), key.bytes.data()) != 0) {
      return std::nullopt;
    }
    opened = std::string(text);
  }
  return opened;
}

std::string sign_head(const TreeHead& head, const KeyPair& key) {
  return sign_note(fmt::format("{}\n{}\n{}\n", key.name, head.size, base64_of(bytes_of(head.root))),
                   key);
}

std::optional<TreeHead> open_head(std::string_view note, const PublicKey& key, bool witnessed) {
  const auto text = open_note(note, key, witnessed);
  return text ? read_head(*text, key.name) : std::nullopt;
}

}  // namespace newlyn::governance
