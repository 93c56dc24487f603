// SPDX-License-Identifier: MIT
// Checkpoints: a tree head as a note that is signed with Ed25519 (C2SP signed-note and
// tlog-checkpoint), so that programs of other makers can read it too.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "governance/audit/merkle.h"

namespace newlyn::governance {

/// The public half of a key, with the name of the log or person it belongs to.
struct PublicKey {
  std::string name;
  std::array<uint8_t, 32> bytes{};
};

/// Both halves. `secret` is libsodium's 64 bytes: the seed and the public key.
struct KeyPair {
  std::string name;
  std::array<uint8_t, 64> secret{};
};

/// Longest name of a key, bytes: a signed head must fit into one sector of the journal.
inline constexpr size_t kKeyNameMax = 100;

/// Makes a pair by chance. Requires: a name as is_key_name takes it.
KeyPair make_key_pair(const std::string& name);

/// Whether a text can name a key: not empty, without spaces, plus signs or control characters.
bool is_key_name(std::string_view name) noexcept;

/// The public half of a pair.
PublicKey public_half(const KeyPair& pair);

/// "name+0123abcd+base64", as other programs for signed notes take it.
std::string public_key_text(const PublicKey& key);

/// Reads what public_key_text writes; a line end may follow. Nothing when it is anything else.
std::optional<PublicKey> read_public_key(std::string_view text);

/// "NEWLYN-SECRET-KEY name base64" on one line.
std::string key_pair_text(const KeyPair& pair);

/// Reads what key_pair_text writes.
std::optional<KeyPair> read_key_pair(std::string_view text);

/// A text, which must end in a line end, with its signature line.
std::string sign_note(const std::string& text, const KeyPair& key);

/// The text of a note that `key` signed. Nothing when the signature does not fit or any byte is
/// not as sign_note writes it. Further signatures by other keys may follow when `witnessed`.
std::optional<std::string> open_note(std::string_view note, const PublicKey& key,
                                     bool witnessed = false);

/// The head as a note of the log named by the key.
std::string sign_head(const TreeHead& head, const KeyPair& key);

/// Reads and verifies a head; see open_note.
std::optional<TreeHead> open_head(std::string_view note, const PublicKey& key,
                                  bool witnessed = false);

/// Lower-case hexadecimal digits.
std::string hex_of(std::string_view bytes);

}  // namespace newlyn::governance
