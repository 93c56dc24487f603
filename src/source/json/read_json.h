// SPDX-License-Identifier: MIT
// Reads JSON lines and arrays of objects into a table.
#pragma once

#include "source/table/input_table_writer.h"
#include "source/text/text_stream.h"

namespace newlyn::source {

/// Reads the records of `stream` into `desk.table` and completes `input`. Senzing records are
/// recognised and flattened.
/// Throws Error(source_unreadable) when no record can be read, or when an array breaks.
void read_json(ReadingDesk& desk, TextStream& stream, const std::string& label, InputTable& input);

}  // namespace newlyn::source
