// SPDX-License-Identifier: MIT
// The appender on DuckDB's own appender.
#pragma once

#include <memory>
#include <string>

#include "store/duckdb/handles.h"
#include "store/store.h"

namespace newlyn::store {

/// Opens an appender on `table` of the default schema.
std::unique_ptr<Appender> open_appender(duckdb_connection session, const std::string& table);

}  // namespace newlyn::store
