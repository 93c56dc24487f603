// SPDX-License-Identifier: MIT
// Rows go into a table of text in memory; the copy to the file gives each column its type.
#include "workspace/borough/parquet_sink.h"

#include <fmt/format.h>

#include <utility>

#include "store/store.h"

namespace newlyn::workspace {
namespace {

using synthetic::CellKind;

std::string_view type_of(CellKind kind) {
  switch (kind) {
    case CellKind::integer:
      return "BIGINT";
    case CellKind::number:
      return "DOUBLE";
    case CellKind::date:
      return "DATE";
    case CellKind::text:
      break;
  }
  return "VARCHAR";
}

class ParquetSink final : public synthetic::TableSink {
 public:
  explicit ParquetSink(std::string path) : path_(std::move(path)), store_(store::Store::open({})) {}

  void begin(const synthetic::TableSpec& table) override {
    std::string columns;
    for (const synthetic::ColumnSpec& column : table.columns) {
      const std::string name = store::quote_name(column.name);
      columns += fmt::format("{}{} VARCHAR", columns.empty() ? "" : ", ", name);
      typed_ += fmt::format("{}CAST({} AS {}) AS {}", typed_.empty() ? "" : ", ", name,
                            type_of(column.kind), name);
    }
    store_->run(fmt::format("CREATE TABLE made ({})", columns));
    appender_ = store_->append("made");
  }

  void row(std::span<const std::string> cells) override {
    for (const std::string& cell : cells) {
      if (cell.empty()) {
        appender_->add_null();
      } else {
        appender_->add_text(cell);
      }
    }
    appender_->end_row();
  }

  void end() override {
    appender_->close();
    appender_.reset();
  }

  void close() override {
    store_->run(fmt::format("COPY (SELECT {} FROM made) TO {} (FORMAT parquet)", typed_,
                            store::quote_text(path_)));
  }

 private:
  std::string path_;
  std::string typed_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<store::Appender> appender_;
};

}  // namespace

std::unique_ptr<synthetic::TableSink> make_parquet_sink(const std::string& path) {
  return std::make_unique<ParquetSink>(path);
}

}  // namespace newlyn::workspace
