// SPDX-License-Identifier: MIT
// Leaves the reading to the store, which holds a Parquet reader of its own. A view is enough: the
// file stays where it lies, and only the columns that are asked for are read. A page of a column is
// unpacked whole for each of its values, so that pages are measured before.
#include "source/parquet/read_parquet.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/limits.h"
#include "source/parquet/page_sizes.h"

namespace newlyn::source {
namespace {

using store::quote_name;

// Largest page that is unpacked, bytes. Writers begin a new one after a megabyte, some after a
// hundred of them.
constexpr uint64_t kPageBytesMax = uint64_t{256} << 20;

/// A column whose values of some rows are packed as one page that is too large.
struct LargePage {
  uint64_t bytes = 0;
  uint64_t first_row = 0;  // from 1
  uint64_t last_row = 0;
};

uint64_t number_of(const std::optional<std::string>& text) {
  return std::stoull(text.value_or("0"));
}

// The columns with a page that is too large. Only groups of rows that could hold one are looked at,
// and most files have none.
std::map<std::string, LargePage> large_pages(ReadingDesk& desk, const InputFile& file,
                                             const std::vector<std::string>& columns) {
  const std::string path_text = store::quote_text(file.held_path());
  const int64_t chunks = desk.store.number(
      fmt::format("SELECT count(*) FROM parquet_metadata({}) WHERE total_uncompressed_size > {}",
                  path_text, kPageBytesMax));
  if (chunks == 0) return {};
  const store::TextRows groups = desk.store.rows(fmt::format(
      "WITH chunks AS (SELECT * FROM parquet_metadata({})), starts AS (SELECT row_group_id, "
      "sum(rows) OVER (ORDER BY row_group_id) AS last_row, rows FROM (SELECT DISTINCT "
      "row_group_id, row_group_num_rows AS rows FROM chunks)) SELECT path_in_schema, "
      "least(data_page_offset, coalesce(nullif(dictionary_page_offset, 0), data_page_offset)), "
      "total_compressed_size, CAST(last_row - rows + 1 AS BIGINT), CAST(last_row AS BIGINT) FROM "
      "chunks JOIN starts USING (row_group_id) WHERE total_uncompressed_size > {}",
      path_text, kPageBytesMax));
  std::map<std::string, LargePage> large;
  for (const auto& row : groups.rows) {
    const uint64_t bytes = largest_page(file, {number_of(row[1]), number_of(row[2])});
    if (bytes <= kPageBytesMax) continue;
    // What lies inside a nested column is named after it.
    const std::string path = row[0].value_or("") + ", ";
    const auto column = std::find_if(columns.begin(), columns.end(), [&](const std::string& name) {
      return path.starts_with(name + ", ");
    });
    if (column == columns.end()) continue;
    LargePage& page = large[*column];
    if (bytes > page.bytes) page = {bytes, number_of(row[3]), number_of(row[4])};
  }
  return large;
}

// The columns of the view. One that is not put to use is empty where it could not be unpacked.
std::string columns_of_view(ReadingDesk& desk, const InputFile& file, const InputTable& input,
                            const std::string& from) {
  std::string list;
  for (const auto& [name, page] : large_pages(desk, file, input.columns)) {
    const bool bounded = desk.request != nullptr && desk.request->used.has_value();
    const bool used = !bounded || std::find(desk.request->used->begin(), desk.request->used->end(),
                                            name) != desk.request->used->end();
    if (used) {
      throw Error(Code::source_unreadable,
                  fmt::format("{} packs values of its column '{}' between the rows {} and {} as "
                              "one page of {} MB, more than the {} MB that are unpacked at once. "
                              "They are documents: leave the column out, or have the file written "
                              "without them.",
                              file.label(), name, page.first_row, page.last_row, page.bytes >> 20,
                              kPageBytesMax >> 20));
    }
    const store::TextRows type = desk.store.rows(fmt::format(
        "SELECT column_type FROM (DESCRIBE SELECT {} FROM {})", quote_name(name), from));
    list += fmt::format("{}CAST(NULL AS {}) AS {}", list.empty() ? "" : ", ",
                        type.rows[0][0].value_or(""), quote_name(name));
  }
  return list.empty() ? "*" : fmt::format("* REPLACE ({})", list);
}

}  // namespace

void read_parquet(ReadingDesk& desk, const InputFile& file, InputTable& input) {
  const std::string from = fmt::format("read_parquet({})", store::quote_text(file.held_path()));
  try {
    for (store::QueryColumn& column : desk.store.columns_of("FROM " + from)) {
      input.columns.push_back(std::move(column.name));
    }
    if (input.columns.size() > limits::kColumnsMax) {
      throw Error(Code::source_unreadable,
                  fmt::format("'{}' has {} columns; a table of records may have {}. Keep the "
                              "columns that describe the record and leave out the others.",
                              input.path, input.columns.size(), limits::kColumnsMax));
    }
    desk.store.run(fmt::format("CREATE VIEW {} AS SELECT {} FROM {}", quote_name(desk.table),
                               columns_of_view(desk, file, input, from), from));
  } catch (const Error& error) {
    if (error.code() != Code::store_failed) throw;
    throw Error(Code::source_unreadable,
                fmt::format("{} cannot be read as Parquet; it may be damaged or cut short. {}",
                            file.label(), error.what()));
  }
  input.rows_kept = static_cast<uint64_t>(
      desk.store.number(fmt::format("SELECT count(*) FROM {}", quote_name(desk.table))));
  input.rows_read = input.rows_kept;
  input.table = desk.table;
  input.format = "Parquet";
  input.typed = true;
}

}  // namespace newlyn::source
