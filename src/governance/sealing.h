// SPDX-License-Identifier: MIT
// The workspace's key, and what is sealed under it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace newlyn::governance {

/// A key of 32 bytes with a name that tells nothing of it.
struct SealingKey {
  std::string id;  // eight hexadecimal digits
  std::array<uint8_t, 32> bytes{};
};

/// The key in use, then those before it, which still open what they sealed. Empty: nothing is
/// sealed, as in a log by itself.
using KeyRing = std::vector<SealingKey>;

/// A fresh key.
SealingKey make_sealing_key();

/// A key of 32 bytes for one use alone, made of a key and the name of the use (BLAKE2b, keyed).
std::array<uint8_t, 32> key_for(const SealingKey& key, std::string_view use);

/// "NEWLYN-WORKSPACE-KEY base64" for each key, a line each.
std::string key_ring_text(const KeyRing& ring);

/// Reads what key_ring_text writes. Nothing when it is anything else, or holds no key.
std::optional<KeyRing> read_key_ring(std::string_view text);

/// Seals a text under the first key of the ring. `what` binds it to its place: sealed text cannot
/// be put elsewhere. Requires: a ring that is not empty.
std::string seal_text(std::string_view text, std::string_view what, const KeyRing& ring);

/// Whether a text is as seal_text writes it, and the id of its key.
std::optional<std::string> sealed_with(std::string_view sealed);

/// Opens what seal_text made. Throws Error(access_refused), which names the key that is needed,
/// when no key of the ring opens it, and Error(source_unreadable) when it was changed. Both name
/// `place`, the file that it was read from; where that is empty, `what`.
std::string open_sealed(std::string_view sealed, std::string_view what, const KeyRing& ring,
                        std::string_view place = {});

/// The error that `what` is sealed with a key which is not here: access_refused, with the remedy.
Error missing_key(std::string_view what, std::string_view id);

/// A key under a passphrase: Argon2id, which takes 64 MiB and about a tenth of a second.
std::string escrow_text(const SealingKey& key, std::string_view passphrase);

/// Whether a text begins as escrow_text writes.
bool is_escrow(std::string_view text);

/// Reads what escrow_text writes. Throws Error: request_invalid for what is none, access_refused
/// for another passphrase. `place` is the file that it was read from, for what is said.
SealingKey read_escrow(std::string_view text, std::string_view passphrase,
                       std::string_view place = "This");

}  // namespace newlyn::governance
