// SPDX-License-Identifier: MIT
// Whom in an index a record may be, as every verb that finds says it.
#pragma once

#include <string>
#include <vector>

#include "standardise/standardise.h"
#include "workspace/index/desk.h"
#include "workspace/index/standard_records.h"
#include "workspace/search_entities.h"

namespace newlyn::workspace {

/// Records to look for, in the form of those that are linked.
KindRecords records_to_find(const standardise::StandardRecords& standard);

/// How many are found of a record, and whether with a line about each.
struct FindWish {
  size_t row = 0;
  size_t count = 10;
  bool with_summary = true;
};

/// Who of the desk's first kind a record may be, best first, near ties all there.
std::vector<FoundEntity> find_record(const Desk& desk, const index::View& index,
                                     const KindRecords& records, const FindWish& wish);

}  // namespace newlyn::workspace
