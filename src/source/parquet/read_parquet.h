// SPDX-License-Identifier: MIT
// Makes a Parquet file readable as a table that keeps its types.
#pragma once

#include "source/bytes/input_file.h"
#include "source/table/input_table_writer.h"

namespace newlyn::source {

/// Makes `desk.table` a view of `file`, which must be held as long as it is used, and completes
/// `input`.
/// Throws Error(source_unreadable, storage_full, interrupted).
void read_parquet(ReadingDesk& desk, const InputFile& file, InputTable& input);

}  // namespace newlyn::source
