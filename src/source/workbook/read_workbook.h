// SPDX-License-Identifier: MIT
// Reads the sheets of an Excel workbook into tables.
#pragma once

#include "source/table/input_table_writer.h"
#include "source/workbook/workbook.h"

namespace newlyn::source {

/// The sheets to read: the one called `wanted`, or, where that is empty, all that are not hidden.
/// Throws Error(source_unreadable) that names the sheets there are when `wanted` is not among them.
std::vector<Sheet> choose_sheets(const Workbook& workbook, const std::string& wanted,
                                 const std::string& label);

/// Reads one sheet into `desk.table` and completes `input`. Rows above the header (a title) are
/// listed as rejected. Returns false, making no table, when the sheet holds no value.
bool read_sheet(ReadingDesk& desk, const Workbook& workbook, const Sheet& sheet, InputTable& input);

}  // namespace newlyn::source
