// SPDX-License-Identifier: MIT
// Reads text whose columns have fixed widths.
#pragma once

#include <string>

#include "source/fixed/layout.h"
#include "source/table/input_table_writer.h"
#include "source/text/text_stream.h"

namespace newlyn::source {

/// Reads `stream` into `desk.table` and completes `input`. Characters are counted, not bytes;
/// blanks around a value are taken off. A line that has text after the last column is rejected; a
/// shorter one has empty values at its end. Throws Error(source_unreadable) for a line over the
/// limit.
void read_fixed(ReadingDesk& desk, TextStream& stream, const std::vector<FixedColumn>& layout,
                InputTable& input);

}  // namespace newlyn::source
