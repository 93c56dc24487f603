// SPDX-License-Identifier: MIT
// The order in which a given model's SQL knows records: which of two is l and which is r.
#pragma once

#include <vector>

#include "linkage/encoding/unique_rows.h"
#include "linkage/linkage.h"

namespace newlyn::linkage {

/// One row a record, ordered by id; by source and id where there are several sources. `values` are
/// columns in the order of records, given away. Throws Error(source_unreadable) when two records
/// of one source have one id.
UniqueRows order_records(const LinkInput& input, std::vector<record::TextColumn> values,
                         bool with_sources);

}  // namespace newlyn::linkage
