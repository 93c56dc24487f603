// SPDX-License-Identifier: MIT
// What a step did to ids: the index before and after it.
#pragma once

#include <string>
#include <vector>

#include "index/index.h"
#include "workspace/link_workspace.h"

namespace newlyn::workspace {

/// The entity of every record, in the order of the keys.
struct Partition {
  std::vector<index::RecordKey> keys;
  std::vector<std::string> ids;
};

Partition partition_of(const index::EntityIndex& index);

/// Fills in what `linked` says of ids, sources and moved records.
void report_movement(const Partition& before, const index::EntityIndex& after, LinkedKind& linked);

}  // namespace newlyn::workspace
