// SPDX-License-Identifier: MIT
// The verb that proves an entry, or that nothing of the log was changed, to somebody outside.
#pragma once

#include <cstdint>
#include <string>

#include "workspace/home.h"

namespace newlyn::workspace {

/// What audit_prove gives, as the answer to a person: an entry of the log itself, which comes after
/// the checkpoint in the proof. Throws as audit_prove does, after an entry.
std::string prove_entry(const Asked& asked, uint64_t number);

/// The proof that the log goes on from a checkpoint that was kept, as JSON; `since` is its file.
/// Throws Error as governance::prove_growth does, after an entry.
std::string prove_growth(const Asked& asked, const std::string& since);

}  // namespace newlyn::workspace
