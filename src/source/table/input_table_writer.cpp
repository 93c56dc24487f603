// SPDX-License-Identifier: MIT
// Creates the table, appends rows, and refuses more columns than a table of records can have.
#include "source/table/input_table_writer.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/error.h"
#include "base/limits.h"

namespace newlyn::source {
namespace {

constexpr size_t kIssuesKept = 1000;
constexpr size_t kManyColumns = 1000;

std::string column_definitions(const std::vector<std::string>& columns) {
  std::string sql;
  for (const std::string& column : columns) {
    sql += fmt::format("{}{} VARCHAR", sql.empty() ? "" : ", ", store::quote_name(column));
  }
  return sql;
}

}  // namespace

void ReadingDesk::warn(std::string sentence) { reading.warnings.push_back(std::move(sentence)); }

InputTableWriter::InputTableWriter(ReadingDesk& desk, InputTable& input,
                                   std::vector<std::string> columns)
    : desk_(desk), input_(input), columns_(std::move(columns)) {
  NEWLYN_CHECK(!columns_.empty(), "a table has columns");
  check_column_count();
  if (columns_.size() > kManyColumns) {
    desk.warn(
        fmt::format("'{}' has {} columns. That is unusual for records; reading and comparing "
                    "them takes longer.",
                    input.path, columns_.size()));
  }
  desk.store.run(fmt::format("CREATE TABLE {} ({})", store::quote_name(desk.table),
                             column_definitions(columns_)));
  appender_ = desk.store.append(desk.table);
}

void InputTableWriter::add_row(std::span<const std::string_view> values) {
  NEWLYN_CHECK(values.size() == columns_.size(), "a row has one value for each column",
               values.size(), columns_.size());
  for (const std::string_view value : values) {
    if (value.empty()) {
      appender_->add_null();
    } else {
      appender_->add_text(value);
    }
  }
  appender_->end_row();
  ++input_.rows_read;
  ++input_.rows_kept;
}

void InputTableWriter::add_columns(const std::vector<std::string>& columns) {
  if (columns.empty()) return;
  appender_->close();
  for (const std::string& column : columns) {
    columns_.push_back(column);
    check_column_count();
    desk_.store.run(fmt::format("ALTER TABLE {} ADD COLUMN {} VARCHAR",
                                store::quote_name(desk_.table), store::quote_name(column)));
  }
  appender_ = desk_.store.append(desk_.table);
}

void InputTableWriter::reject_row(uint64_t line, std::string reason) {
  ++input_.rows_read;
  ++input_.rows_rejected;
  if (desk_.reading.issues.size() >= kIssuesKept) return;
  desk_.reading.issues.push_back({input_.path, line, std::move(reason)});
}

void InputTableWriter::finish() {
  appender_->close();
  input_.table = desk_.table;
  input_.columns = columns_;
}

void InputTableWriter::check_column_count() const {
  if (columns_.size() <= limits::kColumnsMax) return;
  throw Error(Code::source_unreadable,
              fmt::format("'{}' has more than {} columns, which is the most a table of records may "
                          "have. Keep the columns that describe the record and leave out the "
                          "others.",
                          input_.path, limits::kColumnsMax));
}

}  // namespace newlyn::source
