// SPDX-License-Identifier: MIT
// A sink that writes a SQLite file.
#pragma once

#include <memory>
#include <string>

#include "synthetic/table_sink.h"

namespace newlyn::synthetic {

/// Each table becomes a table. Throws Error(output_unwritable) with SQLite's reason.
std::unique_ptr<TableSink> sqlite_sink(const std::string& path);

}  // namespace newlyn::synthetic
