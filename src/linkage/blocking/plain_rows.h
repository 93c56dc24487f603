// SPDX-License-Identifier: MIT
// Records as rows, one each, for counting what people call records.
#pragma once

#include "linkage/linkage.h"
#include "pairs/pair_columns.h"

namespace newlyn::linkage {

/// The columns of `input` with one row a record, in the order of the records.
pairs::PairColumns plain_rows(const LinkInput& input);

}  // namespace newlyn::linkage
