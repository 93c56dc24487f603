// SPDX-License-Identifier: MIT
// What a person set right of somebody stays when the record that it was said of leaves.
#pragma once

#include <vector>

#include "index/durable_index.h"

namespace newlyn::workspace {

/// Makes corrections that hold for entities by records about to leave anew, as ones of a record of
/// the same entity that stays, with the same value, person, reason and day: a step of its own, to
/// be called before the records leave. Not for an entity that all records leave, nor a doubt, which
/// is about what the record says, nor a correction that a later one has replaced.
void keep_corrections(index::DurableIndex& entities, const std::vector<index::RecordKey>& leaving);

}  // namespace newlyn::workspace
