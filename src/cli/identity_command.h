// SPDX-License-Identifier: MIT
// The verbs of newlyn rights about sealed identities.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace newlyn::cli {

/// newlyn rights seal-identity, sealed-identities, unseal-identity.
int rights_seal_identity(const std::vector<std::string>& arguments, const Terminal& terminal);
int rights_sealed_identities(const std::vector<std::string>& arguments, const Terminal& terminal);
int rights_unseal_identity(const std::vector<std::string>& arguments, const Terminal& terminal);

}  // namespace newlyn::cli
