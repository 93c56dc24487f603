// SPDX-License-Identifier: MIT
// Records put into an order that depends on their content alone, equal ones put together.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "linkage/linkage.h"
#include "pairs/pair_columns.h"

namespace newlyn::linkage {

/// The rows that are compared. Records whose compared values are all equal share one row (of the
/// same source, where only pairs across sources are wanted). Rows are ordered by a hash of their
/// content, so no later step can depend on the order of the files.
struct UniqueRows {
  pairs::PairColumns columns;
  std::vector<uint32_t> row_of_record;
  std::vector<uint32_t> record_offsets;  // records of a row: records[record_offsets[row]] ...
  std::vector<uint32_t> records;         // ascending inside a row
  std::vector<uint32_t> source_of_row;   // filled when rows are kept apart by source

  std::span<const uint32_t> records_of(uint32_t row) const noexcept {
    return {records.data() + record_offsets[row], record_offsets[row + 1] - record_offsets[row]};
  }
};

/// Builds the rows from the columns of `input`, which are moved out of it.
UniqueRows make_unique_rows(LinkInput& input, const LinkRequest& request);

}  // namespace newlyn::linkage
