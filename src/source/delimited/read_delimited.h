// SPDX-License-Identifier: MIT
// Reads CSV, TSV and other delimited text into a table.
#pragma once

#include "source/table/input_table_writer.h"
#include "source/text/text_stream.h"

namespace newlyn::source {

/// Reads the delimited text of `stream` into `desk.table` and completes `input`.
/// Throws Error(source_unreadable, storage_full).
void read_delimited(ReadingDesk& desk, TextStream& stream, const std::string& label,
                    InputTable& input);

}  // namespace newlyn::source
