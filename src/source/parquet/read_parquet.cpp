// SPDX-License-Identifier: MIT
// Leaves the reading to the store, which holds a Parquet reader of its own. A view is enough: the
// file stays where it lies, and only the columns that are asked for are read.
#include "source/parquet/read_parquet.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/limits.h"

namespace newlyn::source {

void read_parquet(ReadingDesk& desk, const InputFile& file, InputTable& input) {
  const std::string from = fmt::format("read_parquet({})", store::quote_text(file.held_path()));
  try {
    const store::TextRows columns =
        desk.store.rows(fmt::format("SELECT column_name FROM (DESCRIBE SELECT * FROM {})", from));
    for (const auto& row : columns.rows) input.columns.push_back(row[0].value_or(""));
    if (input.columns.size() > limits::kColumnsMax) {
      throw Error(Code::source_unreadable,
                  fmt::format("'{}' has {} columns; a table of records may have {}. Keep the "
                              "columns that describe the record and leave out the others.",
                              input.path, input.columns.size(), limits::kColumnsMax));
    }
    desk.store.run(
        fmt::format("CREATE VIEW {} AS SELECT * FROM {}", store::quote_name(desk.table), from));
  } catch (const Error& error) {
    if (error.code() != Code::store_failed) throw;
    throw Error(Code::source_unreadable,
                fmt::format("{} cannot be read as Parquet; it may be damaged or cut short. {}",
                            file.label(), error.what()));
  }
  input.rows_kept = static_cast<uint64_t>(
      desk.store.number(fmt::format("SELECT count(*) FROM {}", store::quote_name(desk.table))));
  input.rows_read = input.rows_kept;
  input.table = desk.table;
  input.format = "Parquet";
  input.typed = true;
}

}  // namespace newlyn::source
