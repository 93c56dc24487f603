// SPDX-License-Identifier: MIT
// The appender on DuckDB's own appender.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "store/duckdb/handles.h"
#include "store/store.h"

namespace newlyn::store {

/// Opens an appender on `table` of the default schema.
std::unique_ptr<Appender> open_appender(duckdb_connection session, const std::string& table);

/// Appends rows that are given column by column to `table`, whose columns are VARCHAR.
void append_coded(duckdb_connection session, const std::string& table,
                  std::span<const CodedRows> columns);

/// Appends texts to `table`, whose one column is VARCHAR; null: a view without data.
void append_texts(duckdb_connection session, const std::string& table,
                  std::span<const std::string_view> texts);

}  // namespace newlyn::store
