// SPDX-License-Identifier: MIT
// SQLite through its C interface: one transaction, one prepared insert per table.
#include "synthetic/writers/sqlite_sink.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cstdlib>
#include <utility>

#include "base/error.h"

namespace newlyn::synthetic {
namespace {

struct DatabaseCloser {
  void operator()(sqlite3* database) const noexcept { sqlite3_close(database); }
};
struct StatementCloser {
  void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};

class SqliteSink final : public TableSink {
 public:
  explicit SqliteSink(std::string path) : path_(std::move(path)) {
    sqlite3* opened = nullptr;
    const int status = sqlite3_open(path_.c_str(), &opened);
    database_.reset(opened);
    if (status != SQLITE_OK) fail();
    run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN");
  }

  void begin(const TableSpec& table) override {
    table_ = table;
    std::string columns;
    std::string places;
    for (const ColumnSpec& column : table.columns) {
      const bool whole = column.kind == CellKind::integer;
      const bool real = column.kind == CellKind::number;
      columns += fmt::format("{}\"{}\" {}", columns.empty() ? "" : ", ", column.name,
                             whole  ? "INTEGER"
                             : real ? "REAL"
                                    : "TEXT");
      places += places.empty() ? "?" : ", ?";
    }
    run(fmt::format("CREATE TABLE \"{}\" ({})", table.name, columns));
    const std::string insert = fmt::format("INSERT INTO \"{}\" VALUES ({})", table.name, places);
    sqlite3_stmt* prepared = nullptr;
    const int status = sqlite3_prepare_v2(database_.get(), insert.c_str(), -1, &prepared, nullptr);
    insert_.reset(prepared);
    if (status != SQLITE_OK) fail();
  }

  void row(std::span<const std::string> cells) override {
    for (size_t i = 0; i < cells.size(); ++i) {
      const int place = static_cast<int>(i) + 1;
      // Text binds to any affinity; SQLite turns it into a number where the column says so.
      const int status = cells[i].empty()
                             ? sqlite3_bind_null(insert_.get(), place)
                             : sqlite3_bind_text(insert_.get(), place, cells[i].data(),
                                                 static_cast<int>(cells[i].size()), SQLITE_STATIC);
      if (status != SQLITE_OK) fail();
    }
    if (sqlite3_step(insert_.get()) != SQLITE_DONE) fail();
    sqlite3_reset(insert_.get());
  }

  void end() override { insert_.reset(); }

  void close() override { run("COMMIT"); }

 private:
  void run(const std::string& sql) {
    if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
  }
  [[noreturn]] void fail() const {
    throw Error(Code::output_unwritable,
                fmt::format("{} cannot be written: {}. Choose another folder.", path_,
                            sqlite3_errmsg(database_.get())));
  }

  std::string path_;
  TableSpec table_;
  std::unique_ptr<sqlite3, DatabaseCloser> database_;
  std::unique_ptr<sqlite3_stmt, StatementCloser> insert_;
};

}  // namespace

std::unique_ptr<TableSink> sqlite_sink(const std::string& path) {
  return std::make_unique<SqliteSink>(path);
}

}  // namespace newlyn::synthetic
