// SPDX-License-Identifier: MIT
// An entity as a document has it: its values and records, what they declare, and whom it may be.
#pragma once

#include <string>

#include "index/view.h"
#include "workspace/index/desk.h"
#include "workspace/look_records.h"

namespace newlyn::workspace {

/// The entity `id`, which may be one that was merged. `views` are those of look_at_all, and the
/// kind of the entity comes first in the desk.
LookedEntity looked_entity(Desk& desk, const index::View::Views& views, const std::string& id);

}  // namespace newlyn::workspace
