// SPDX-License-Identifier: MIT
// The SQL that Newlyn sends through ODBC, in the words of the database on the other side.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace newlyn::source {

/// Whose SQL is spoken. `standard` is quoted as ISO 9075 says.
enum class Dialect : uint8_t { standard, oracle, sqlserver, mysql };

/// The dialect, told by the driver's name in a connection string.
Dialect dialect_of(std::string_view connection);

/// What is selected of a table.
struct OdbcSelect {
  std::string table;                 // schema.table where it has a schema
  std::vector<std::string> columns;  // none: all
  std::string watermark;             // column; empty: none
  std::string since;                 // this value of the watermark and what is newer
  uint64_t offset = 0;
  uint64_t rows_max = 0;  // 0: all
};

/// A SELECT that every supported version of the database takes: Oracle 12c and SQL Server 2012 or
/// later for paging. Oracle folds plain names to capitals, so a name of small letters only is
/// written in capitals there.
std::string odbc_select(Dialect dialect, const OdbcSelect& select);

/// A watermark as a literal of its type: a number as it stands, a moment of time in the form each
/// database reads whatever its settings, any other text in quotes.
std::string odbc_literal(Dialect dialect, std::string_view value);

/// A text in quotes, whatever it looks like.
std::string odbc_text(Dialect dialect, std::string_view value);

/// A table as the database takes it, with what stands before it: schema.table.
std::string odbc_table(Dialect dialect, std::string_view table);

/// A name as the database takes it: "name", [name], `name`.
std::string odbc_name(Dialect dialect, std::string_view name);

/// A value in a connection string: in braces, closing braces doubled.
std::string odbc_value(std::string_view value);

}  // namespace newlyn::source
