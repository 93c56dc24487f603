// SPDX-License-Identifier: MIT
// Reads a Parquet file into a table that keeps its types.
#pragma once

#include "source/bytes/input_file.h"
#include "source/table/input_table_writer.h"

namespace newlyn::source {

/// Reads `file` into `desk.table` and completes `input`.
/// Throws Error(source_unreadable, storage_full, interrupted).
void read_parquet(ReadingDesk& desk, const InputFile& file, InputTable& input);

}  // namespace newlyn::source
