// SPDX-License-Identifier: MIT
// Queries in the words of a database that cut a table into parts by one of its columns, in the
// order of that database: only it knows how its collation orders texts.
#pragma once

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
};

/// A part of the rows: those after one value, up to another and with it. Empty: without that end.
/// Rows without a value in the column belong to the part without a last value.
struct NativePart {
  std::string after;
  std::string last;
};

/// The value, as text, that ends the part of `rows` rows after `after`; no row where fewer follow.
std::string part_end_sql(const NativeTable& table, std::string_view after, uint64_t rows);

/// The rows of a part. No columns: all of them.
std::string part_sql(const NativeTable& table, const std::vector<std::string>& columns,
                     const NativePart& part);

/// The largest value of a column, under its own name.
std::string largest_sql(const NativeTable& table, std::string_view column);

/// The type of the column in the words of the database, from its catalog.
std::string column_type_sql(const NativeTable& table);

/// Whether columns of this type have one order, the same where values are compared and sorted, that
/// their texts lead back to.
bool has_exact_order(std::string_view type);

/// The query as something that stands after FROM in the store.
std::string native_relation(Place place, std::string_view sql);

}  // namespace newlyn::source
