// SPDX-License-Identifier: MIT
// What takes the rows of a source: one table after another, cells as text.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace newlyn::synthetic {

/// What a cell holds. Dates are written as the source writes them; an empty cell is missing.
enum class CellKind : uint8_t { text, integer, number, date };

/// One column of a table.
struct ColumnSpec {
  std::string_view name;
  CellKind kind = CellKind::text;
  int width = 20;               // in fixed-width text
  std::string_view group = {};  // the title over several columns, in workbooks
};

/// One table of a source.
struct TableSpec {
  std::string_view name;
  std::vector<ColumnSpec> columns;
};

/// Takes tables. Calls come in this order: begin, rows, end, for each table; close at the end.
/// Throws Error(output_unwritable, storage_full, store_failed). Used by one thread.
class TableSink {
 public:
  virtual ~TableSink() = default;
  virtual void begin(const TableSpec& table) = 0;
  /// Requires: as many cells as columns.
  virtual void row(std::span<const std::string> cells) = 0;
  virtual void end() = 0;
  virtual void close() = 0;
};

/// Makes the sink for a Parquet file at a path; the room itself has no such writer.
using ParquetSinkMaker = std::function<std::unique_ptr<TableSink>(const std::string& path)>;

}  // namespace newlyn::synthetic
