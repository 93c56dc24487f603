// SPDX-License-Identifier: MIT
// Rows that are made while a statement reads them, as a table function of DuckDB.
#pragma once

#include <exception>

#include "store/duckdb/handles.h"
#include "store/store.h"

namespace newlyn::store {

/// Lets statements of one database read made rows as newlyn_rows(), one statement at a time.
class RowStreams {
 public:
  /// Makes newlyn_rows() known to the session's database. Throws Error(store_failed).
  explicit RowStreams(duckdb_connection session);
  RowStreams(const RowStreams&) = delete;
  RowStreams& operator=(const RowStreams&) = delete;

  /// What newlyn_rows() gives from now on; it has to outlive the statement.
  void begin(const MadeRows& rows);
  /// Gives nothing more. Returns what making the rows threw, if it threw.
  std::exception_ptr end() noexcept;

 private:
  static RowStreams& of(void* extra) { return *static_cast<RowStreams*>(extra); }
  static void bind(duckdb_bind_info info);
  static void init(duckdb_init_info info);
  static void give(duckdb_function_info info, duckdb_data_chunk chunk);
  void fill(duckdb_data_chunk chunk);

  const MadeRows* rows_ = nullptr;
  uint64_t next_ = 0;
  std::exception_ptr thrown_;
};

}  // namespace newlyn::store
