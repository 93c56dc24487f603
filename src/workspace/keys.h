// SPDX-License-Identifier: MIT
// The verbs about the workspace's key: where it is, rotation, escrow; and the secrets under it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "workspace/home.h"

namespace newlyn::workspace {

/// The key as far as it may be told.
struct KeyReport {
  std::string id;           // eight digits
  std::string place;        // "environment", "credential", or the file
  uint64_t sealed = 0;      // files that were sealed anew
  std::string former = {};  // the key that a rotation took the place of
};

/// Which key the workspace has and where it comes from.
KeyReport key_show(const Asked& asked);

/// Makes a new key and seals everything under it anew; the store is written anew. With a key from
/// the environment or a credential, seals everything under the first of the keys given there. A
/// rotation that was cut off is finished by the next. Throws Error(store_failed) where another
/// process has the workspace, before anything changed.
KeyReport key_rotate(const Asked& asked);

/// Writes the key into `output`, encrypted under a passphrase of at least 12 letters. Throws
/// Error(request_invalid) for a shorter one.
KeyReport key_export(const Asked& asked, const std::string& output, const std::string& passphrase);

/// Puts an exported key back into a workspace that lacks it. Throws Error: access_refused for a
/// wrong passphrase, or for a key that is not this workspace's.
KeyReport key_import(const Asked& asked, const std::string& file, const std::string& passphrase);

/// Whether a file holds an exported key, which a passphrase opens; not where there is none.
bool key_needs_passphrase(const std::string& file);

/// The content of a file that only its owner may read. Throws Error(access_refused).
std::string secret_in(const std::string& file);

/// Keeps a secret of a source, encrypted; definitions name it as secret:NAME.
void secret_set(const Asked& asked, const std::string& name, const std::string& secret);

/// The names of the secrets.
std::vector<std::string> secret_list(const Asked& asked);

/// Takes a secret away.
void secret_remove(const Asked& asked, const std::string& name);

}  // namespace newlyn::workspace
