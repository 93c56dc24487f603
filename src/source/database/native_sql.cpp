// SPDX-License-Identifier: MIT
// The databases mostly agree on LIMIT and OFFSET; they differ in how names and texts are quoted.
#include "source/database/native_sql.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "store/store.h"

namespace newlyn::source {
namespace {

std::string doubled(std::string_view text, char mark) {
  std::string out;
  for (const char c : text) {
    if (c == mark) out += mark;
    out += c;
  }
  return out;
}

std::string name_of(const NativeTable& table, std::string_view name) {
  if (table.place == Place::odbc) return odbc_name(table.dialect, name);
  const char mark = table.place == Place::mysql ? '`' : '"';
  return fmt::format("{0}{1}{0}", mark, doubled(name, mark));
}

// The schema and the name of the table. Without a schema it is the one where the store looks.
std::pair<std::string, std::string> home_of(const NativeTable& table) {
  const size_t dot = table.table.find('.');
  if (dot != std::string::npos) return {table.table.substr(0, dot), table.table.substr(dot + 1)};
  return {table.place == Place::postgres ? "public" : "", table.table};
}

std::string table_of(const NativeTable& table) {
  if (table.place == Place::odbc) return odbc_table(table.dialect, table.table);
  const auto [schema, name] = home_of(table);
  return (schema.empty() ? "" : name_of(table, schema) + ".") + name_of(table, name);
}

// A value as text, which databases turn into the type of the column it is compared with. Through
// ODBC there are some that do not.
std::string literal(const NativeTable& table, std::string_view value) {
  if (table.place == Place::odbc) {
    return table.type == "text" ? odbc_text(table.dialect, value)
                                : odbc_literal(table.dialect, value);
  }
  std::string text = doubled(value, '\'');
  if (table.place == Place::mysql) text = doubled(text, '\\');
  return fmt::format("'{}'", text);
}

// Through ODBC the value comes in its type, and its text is that of the store.
std::string text_of(const NativeTable& table, const std::string& column) {
  if (table.place == Place::odbc) return column;
  return fmt::format("CAST({} AS {})", column, table.place == Place::mysql ? "CHAR" : "text");
}

// Of SQLite, where a column can hold anything, every value is read as text.
std::string value_of(const NativeTable& table, const std::string& column) {
  const std::string name = name_of(table, column);
  if (table.place != Place::sqlite) return name;
  return fmt::format("CAST({0} AS TEXT) AS {0}", name);
}

std::string one_row_after(const NativeTable& table, uint64_t rows) {
  const bool fetch = table.dialect == Dialect::oracle || table.dialect == Dialect::sqlserver;
  return fmt::format(
      fmt::runtime(fetch ? "OFFSET {} ROWS FETCH NEXT 1 ROWS ONLY" : "LIMIT 1 OFFSET {}"), rows);
}

}  // namespace

std::string part_end_sql(const NativeTable& table, std::string_view after, uint64_t rows) {
  const std::string column = name_of(table, table.column);
  const std::string begin =
      after.empty() ? column + " IS NOT NULL" : column + " > " + literal(table, after);
  return fmt::format("SELECT {} AS newlyn_end FROM {} WHERE {} ORDER BY {} {}",
                     text_of(table, column), table_of(table), begin, column,
                     one_row_after(table, rows - 1));
}

std::string part_sql(const NativeTable& table, const std::vector<std::string>& columns,
                     const NativePart& part) {
  std::string list;
  for (const std::string& column : columns) {
    list += fmt::format("{}{}", list.empty() ? "" : ", ", value_of(table, column));
  }
  const std::string column = name_of(table, table.column);
  std::string condition;
  if (!part.after.empty()) condition = fmt::format("{} > {}", column, literal(table, part.after));
  if (part.last.empty() && !condition.empty()) condition += fmt::format(" OR {} IS NULL", column);
  if (!part.last.empty()) {
    condition += fmt::format("{}{} <= {}", condition.empty() ? "" : " AND ", column,
                             literal(table, part.last));
  }
  return fmt::format("SELECT {} FROM {}{}{}", list.empty() ? "*" : list, table_of(table),
                     condition.empty() ? "" : " WHERE ", condition);
}

std::string largest_sql(const NativeTable& table, std::string_view column) {
  const std::string name = name_of(table, column);
  return fmt::format("SELECT max({0}) AS {0} FROM {1}", name, table_of(table));
}

std::string column_type_sql(const NativeTable& table) {
  const auto [schema, name] = home_of(table);
  return fmt::format(
      "SELECT data_type AS newlyn_type FROM information_schema.columns WHERE table_schema = {} AND "
      "table_name = {} AND column_name = {}",
      schema.empty() ? "database()" : literal(table, schema), literal(table, name),
      literal(table, table.column));
}

bool has_exact_order(std::string_view type) {
  constexpr std::array<std::string_view, 17> kExact = {"tinyint",
                                                       "smallint",
                                                       "mediumint",
                                                       "int",
                                                       "integer",
                                                       "bigint",
                                                       "numeric",
                                                       "char",
                                                       "varchar",
                                                       "character",
                                                       "character varying",
                                                       "text",
                                                       "date",
                                                       "datetime",
                                                       "timestamp without time zone",
                                                       "timestamp with time zone",
                                                       "uuid"};
  return std::find(kExact.begin(), kExact.end(), type) != kExact.end();
}

std::string native_relation(Place place, std::string_view sql) {
  const std::string query = store::quote_text(sql);
  switch (place) {
    case Place::mysql:
      return fmt::format("mysql_query('peer', {})", query);
    case Place::sqlite:
      return fmt::format("sqlite_query('peer', {})", query);
    case Place::odbc:
      return fmt::format("odbc_query(getvariable('newlyn_peer'), {})", query);
    case Place::postgres:
    case Place::files:
      break;
  }
  return fmt::format("postgres_query('peer', {})", query);
}

}  // namespace newlyn::source
