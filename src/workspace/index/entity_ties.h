// SPDX-License-Identifier: MIT
// What holds an entity together, taken apart.
#pragma once

#include <string>
#include <vector>

#include "workspace/entities.h"
#include "workspace/index/desk.h"

namespace newlyn::workspace {

/// A record's strongest tie to the others.
struct EntityTie {
  HowStep step;
  index::RecordKey record;
  index::RecordKey with;
};

/// The strongest ties of an entity, one a record beyond the first; of very many records those of
/// the first hundreds. Requires: the first kind of the desk is the entity's.
std::vector<EntityTie> ties_of(const Desk& desk, const index::View& index, const std::string& id);

}  // namespace newlyn::workspace
