// SPDX-License-Identifier: MIT
// Reads the small files of governance.
#pragma once

#include <string>
#include <vector>

#include "record/text_column.h"

namespace newlyn::workspace {

/// The whole content of a file; of standard input for "-". Throws Error(source_missing) when it is
/// not there or cannot be read.
std::string read_text(const std::string& path);

/// The columns of a table that people keep by hand. Throws Error(source_unreadable) with the line
/// that cannot be read.
std::vector<record::TextColumn> read_kept_table(const std::string& path);

}  // namespace newlyn::workspace
