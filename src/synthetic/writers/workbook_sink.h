// SPDX-License-Identifier: MIT
// A sink that writes an Excel workbook as officers lay them out.
#pragma once

#include <memory>
#include <string>

#include "synthetic/table_sink.h"

namespace newlyn::synthetic {

/// Each table becomes a sheet: a merged title, then a header of merged groups over a header of
/// columns, then the rows. Throws Error(output_unwritable).
std::unique_ptr<TableSink> workbook_sink(const std::string& path, const std::string& title);

}  // namespace newlyn::synthetic
