// SPDX-License-Identifier: MIT
// Reads records out of XML, flattened by path.
#pragma once

#include <string>

#include "source/table/input_table_writer.h"
#include "source/text/text_stream.h"

namespace newlyn::source {

/// Reads `stream` into `desk.table` and completes `input`. `records` is the path of the element
/// that is a record ("people/person"); empty: the highest one that repeats. What is inside a record
/// gets dotted names: "address.city", an attribute "address.type"; what repeats gets a number:
/// "phone", "phone_2". Entities of the document's own are never expanded: a file that declares any
/// is refused. Throws Error(source_unreadable) with what to do.
void read_xml(ReadingDesk& desk, TextStream& stream, const std::string& records, InputTable& input);

}  // namespace newlyn::source
