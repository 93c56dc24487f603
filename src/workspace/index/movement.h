// SPDX-License-Identifier: MIT
// What a step did to ids: the index before and after it.
#pragma once

#include <map>
#include <string>

#include "index/index.h"
#include "workspace/link_workspace.h"

namespace newlyn::workspace {

/// The entity of every record.
using Partition = std::map<index::RecordKey, std::string>;

Partition partition_of(const index::EntityIndex& index);

/// Fills in what `linked` says of ids, sources and moved records.
void report_movement(const Partition& before, const index::EntityIndex& after, LinkedKind& linked);

}  // namespace newlyn::workspace
