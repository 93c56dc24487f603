// SPDX-License-Identifier: MIT
// The workspace's key ring, wherever it is kept.
#pragma once

#include <string>

#include "governance/sealing.h"
#include "source/definition.h"
#include "workspace/home.h"

namespace newlyn::workspace {

/// A ring and where it was found. An empty ring: the workspace has no key here.
struct HomeKeys {
  governance::KeyRing ring;
  std::string place;  // "the environment", "a credential of the service", or the file's path
  bool outside = false;
};

/// Finds it: NEWLYN_WORKSPACE_KEY, then newlyn-workspace-key in CREDENTIALS_DIRECTORY, then
/// workspace.key in the folder. Throws Error(access_refused) for a file that others may read, and
/// Error(request_invalid) for what is no key.
HomeKeys home_keys(const Home& home);

/// A key that is given from outside of the folder, by the environment or a credential, if one is.
HomeKeys outside_keys();

/// The keys in a file: those of a workspace.key, which only its owner may read, or the one that
/// key_export wrote, under its passphrase. Throws Error: source_missing, access_refused,
/// request_invalid for any other file.
governance::KeyRing read_keys(const std::string& file, const std::string& passphrase);

/// Makes the key of a new workspace, unless one is given from outside.
HomeKeys make_home_keys(const Home& home);

/// The ring of a workspace that has its key. Throws Error(access_refused) where it is not here.
HomeKeys needed_keys(const Home& home);

/// The key of the store under a key of the workspace, as store::StoreOptions takes it.
std::string store_key(const governance::SealingKey& key);

/// The definition with the secret that secret:NAME names, opened. Throws Error: access_refused when
/// there is none of that name, or the workspace's key is not here.
source::Definition with_secret(const Home& home, source::Definition definition);

}  // namespace newlyn::workspace
