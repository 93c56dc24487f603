// SPDX-License-Identifier: MIT
// The order in which a given model's SQL knows records: which of two is l and which is r.
#pragma once

#include <vector>

#include "linkage/encoding/unique_rows.h"
#include "linkage/linkage.h"

namespace newlyn::linkage {

/// The records in their order. Throws Error(source_unreadable) when two records of one source have
/// one id.
std::vector<uint32_t> sorted_records(const LinkInput& input);

/// Rows in such an order, over columns in the order of records, given away.
UniqueRows ordered_rows(const LinkInput& input, std::vector<uint32_t> records,
                        std::vector<record::TextColumn> values, bool with_sources);

/// Both together. One row a record, ordered by id; by source and id where there are several
/// sources. `values` are columns in the order of records, given away. Throws
/// Error(source_unreadable) when two records of one source have one id.
UniqueRows order_records(const LinkInput& input, std::vector<record::TextColumn> values,
                         bool with_sources);

}  // namespace newlyn::linkage
