// SPDX-License-Identifier: MIT
// Seals grow with the identities that they part.
#pragma once

#include "index/durable_index.h"

namespace newlyn::workspace {

/// Puts records that came to stand with a sealed identity under its seal, as steps of their own:
/// so that they stay apart from the other identity when those that it was made on are gone. To be
/// called after every step that brings records or judgements.
void keep_seals_whole(index::DurableIndex& entities);

}  // namespace newlyn::workspace
