// SPDX-License-Identifier: MIT
// Dictionary-encodes the columns of a result while it is streamed.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "record/text_column.h"
#include "record/text_list.h"
#include "store/duckdb/handles.h"
#include "store/store.h"

namespace newlyn::store {

/// Reads `result` to its end. Requires: every column is VARCHAR. `watch` gets the rows read so
/// far after each batch and may throw.
std::vector<record::TextColumn> encode_columns(Result& result, EmptyText empty,
                                               const std::function<void(uint64_t)>& watch);

/// Lists the texts of the one column of `result`, which is VARCHAR, to its end; null is empty.
record::TextList list_texts(Result& result, const std::function<void(uint64_t)>& watch);

}  // namespace newlyn::store
