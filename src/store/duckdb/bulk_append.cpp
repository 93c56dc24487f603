// SPDX-License-Identifier: MIT
// Adds rows through DuckDB's appender and writes them to the table a few megabytes at a time.
#include "store/duckdb/bulk_append.h"

#include <fmt/format.h>

#include "store/duckdb/failure.h"

namespace newlyn::store {
namespace {

using AppenderHandle = duckdb_appender;

// Rows wait in DuckDB's memory until they are written, which it does every 204,800 rows. Wide rows
// would fill the memory before. Writing more often than needed is costly too: each time may take
// a block of 256 KB for every column.
constexpr uint64_t kFlushBytes = uint64_t{1} << 30;
constexpr uint64_t kValueBytes = 16;

class DuckAppender final : public Appender {
 public:
  DuckAppender(duckdb_connection session, const std::string& table) {
    if (duckdb_appender_create(session, nullptr, table.c_str(), &handle_) != DuckDBSuccess) {
      const char* reason = handle_ == nullptr ? nullptr : duckdb_appender_error(handle_);
      const Error error = failure(fmt::format("append to the table {}", quote_name(table)), reason);
      duckdb_appender_destroy(&handle_);
      throw error;
    }
    columns_ = duckdb_appender_column_count(handle_);
  }
  DuckAppender(const DuckAppender&) = delete;
  DuckAppender& operator=(const DuckAppender&) = delete;
  // Destroying DuckDB's appender writes what is left. Rows not closed are dropped instead.
  ~DuckAppender() override {
    if (handle_ != nullptr) drop();
  }

  void add_text(std::string_view value) override {
    check(duckdb_append_varchar_length(handle_, value.data(), value.size()));
    bytes_ += value.size();
  }
  void add_integer(int64_t value) override { check(duckdb_append_int64(handle_, value)); }
  void add_real(double value) override { check(duckdb_append_double(handle_, value)); }
  void add_null() override { check(duckdb_append_null(handle_)); }

  void end_row() override {
    check(duckdb_appender_end_row(handle_));
    bytes_ += columns_ * kValueBytes;
    if (bytes_ < kFlushBytes) return;
    check(duckdb_appender_flush(handle_));
    bytes_ = 0;
  }

  void close() override {
    check(duckdb_appender_close(handle_));
    duckdb_appender_destroy(&handle_);
    handle_ = nullptr;
  }

 private:
  void check(duckdb_state state) {
    if (state != DuckDBSuccess) throw failure("append rows", duckdb_appender_error(handle_));
  }

  void drop() noexcept {
    // An unfinished row makes the final flush fail, which is how the C interface drops rows.
    duckdb_append_null(handle_);
    duckdb_appender_destroy(&handle_);
  }

  AppenderHandle handle_ = nullptr;
  uint64_t columns_ = 0;
  uint64_t bytes_ = 0;
};

}  // namespace

std::unique_ptr<Appender> open_appender(duckdb_connection session, const std::string& table) {
  return std::make_unique<DuckAppender>(session, table);
}

}  // namespace newlyn::store
