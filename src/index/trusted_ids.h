// SPDX-License-Identifier: MIT
// The trusted ids that a record of an index says it has.
#pragma once

#include <vector>

#include "index/change.h"
#include "record/trusted_id.h"

namespace newlyn::index {

/// Those that count, see record::read_trusted_ids.
std::vector<record::TrustedId> trusted_ids_of(const Record& record);

}  // namespace newlyn::index
