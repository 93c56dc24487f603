// SPDX-License-Identifier: MIT
// Queries in the words of a database that cut a table into parts by one of its columns, in the
// order of that database: only it knows how its collation orders texts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "source/database/odbc_sql.h"
#include "source/definition.h"

namespace newlyn::source {

/// A table of a database and the column that its rows are cut by.
struct NativeTable {
  Place place = Place::postgres;
  std::string table;                    // schema.table where it is not the usual schema
  std::string column;                   // has an order that no value falls out of
  Dialect dialect = Dialect::standard;  // of what is reached through ODBC
  std::string type = {};                // of the column there, in the words of SourceColumn
  std::string query = {};               // in place of a table
  bool numbered = false;                // SQLite's number of a row is read too, as `newlyn_row`
};

/// A column that is asked for.
struct NativeColumn {
  /// Whether its values can be of any length, and what they are then.
  enum class Length : uint8_t { bounded, text, bytes };
  std::string name;
  Length length = Length::bounded;
  size_t mark = 0;  // says in `newlyn_long` that its value is too long; 0: it need not be said
};

/// A part of the rows: those after one value, up to another and with it. Empty: without that end.
/// Rows without a value in the column belong to the part without a last value. Or those of one
/// value and what is larger.
struct NativePart {
  std::string after;
  std::string last;
  std::string since = {};
  uint64_t rows_max = 0;  // any so many of them; 0: all
};

/// The value, as text, that ends the part of `rows` rows after `after`; no row where fewer follow.
std::string part_end_sql(const NativeTable& table, std::string_view after, uint64_t rows);

/// The rows of a part. No columns: all of them. A value longer than limits::kValueBytesMax does not
/// travel: it comes as none. Where columns have marks, `newlyn_long` is that of the first value of
/// a row that is too long, else 0, and `newlyn_long_bytes` the length of that value there.
std::string part_sql(const NativeTable& table, const std::vector<NativeColumn>& columns,
                     const NativePart& part);

/// Any `rows_max` rows as they can be looked at: of long values the beginning.
std::string look_sql(const NativeTable& table, const std::vector<NativeColumn>& columns,
                     uint64_t rows_max);

/// How long the rows of a part are, in one row: `newlyn_longest`, and of those of more than
/// limits::kRowBytesEasy the sum, `newlyn_heavy`. Values that do not travel do not count.
std::string row_sizes_sql(const NativeTable& table, const std::vector<NativeColumn>& columns,
                          const NativePart& part);

/// The next `rows` rows after `after` in the order of the column, without their values: the column
/// as text, `newlyn_end`, and what the row has in bytes, `newlyn_bytes`.
std::string next_rows_sql(const NativeTable& table, const std::vector<NativeColumn>& columns,
                          std::string_view after, uint64_t rows);

/// The largest value of a column, under its own name.
std::string largest_sql(const NativeTable& table, std::string_view column);

/// Of SQLite: 1 where rows of the table have a number of its own, else 0, as `newlyn_numbered`.
/// Those of views and of tables WITHOUT ROWID have none.
std::string is_numbered_sql(const NativeTable& table);

/// The type of the column in the words of the database, from its catalog.
std::string column_type_sql(const NativeTable& table);

/// Whether columns of this type have one order, the same where values are compared and sorted, that
/// their texts lead back to.
bool has_exact_order(std::string_view type);

/// The query as something that stands after FROM in the store.
std::string native_relation(Place place, std::string_view sql);

}  // namespace newlyn::source
