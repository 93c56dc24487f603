// SPDX-License-Identifier: MIT
// The databases mostly agree on LIMIT and OFFSET; they differ in how names and texts are quoted and
// in how they tell the length of a value. All but SQLite know a length without reading the value.
#include "source/database/native_sql.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/limits.h"
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
  // A comment may end the query, so the bracket stands in a line of its own.
  if (!table.query.empty()) return fmt::format("({}\n) newlyn_rows", table.query);
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

// How long a value is, in bytes as the database keeps it. Where it cannot say that of texts, what
// is said is at most as much: in Oracle characters, in SQL Server half of the bytes, which N types
// have two of for each character.
std::string length_of(const NativeTable& table, const NativeColumn& column) {
  const std::string name = name_of(table, column.name);
  const bool text = column.length == NativeColumn::Length::text;
  if (table.place == Place::sqlite) return fmt::format("length(CAST({} AS BLOB))", name);
  if (table.place == Place::postgres && text) {
    return fmt::format("octet_length(CAST({} AS text))", name);
  }
  if (table.dialect == Dialect::oracle) {
    return fmt::format(fmt::runtime(text ? "LENGTH({})" : "DBMS_LOB.GETLENGTH({})"), name);
  }
  if (table.dialect == Dialect::sqlserver) {
    return fmt::format(fmt::runtime(text ? "DATALENGTH({}) / 2" : "DATALENGTH({})"), name);
  }
  return fmt::format("octet_length({})", name);
}

// The value as it is read. Of SQLite, where a column can hold anything, every value is read as
// text. In MySQL a BIT is bytes too, but would be a number where there is a choice.
std::string value_of(const NativeTable& table, const NativeColumn& column) {
  const std::string name = name_of(table, column.name);
  if (table.place == Place::sqlite) return fmt::format("CAST({} AS TEXT)", name);
  const bool mysql = table.place == Place::mysql || table.dialect == Dialect::mysql;
  if (mysql && column.length == NativeColumn::Length::bytes) {
    return fmt::format("left({}, {})", name, limits::kValueBytesMax);
  }
  return name;
}

// The beginning of a value.
std::string beginning_of(const NativeTable& table, const NativeColumn& column) {
  const std::string name = name_of(table, column.name);
  constexpr size_t kCharacters = limits::kValueLookedAt;
  if (table.place == Place::sqlite) {
    return fmt::format("substr(CAST({} AS TEXT), 1, {})", name, kCharacters);
  }
  if (table.place == Place::mysql || table.dialect == Dialect::mysql) {
    return fmt::format("left({}, {})", name, kCharacters);
  }
  const bool text = column.length == NativeColumn::Length::text;
  if (table.dialect == Dialect::oracle) {
    return text ? fmt::format("SUBSTR({}, 1, {})", name, kCharacters) : name;
  }
  if (table.dialect == Dialect::sqlserver) {
    return fmt::format("SUBSTRING({}, 1, {})", name, kCharacters);
  }
  const bool cast = table.place == Place::postgres && text;
  return fmt::format("substring({} FROM 1 FOR {})",
                     cast ? fmt::format("CAST({} AS text)", name) : name, kCharacters);
}

// A value that is too long does not travel.
std::string short_value(const NativeTable& table, const NativeColumn& column,
                        const std::string& value) {
  const std::string name = name_of(table, column.name);
  if (column.length != NativeColumn::Length::bounded) {
    return fmt::format("CASE WHEN {} > {} THEN NULL ELSE {} END AS {}", length_of(table, column),
                       limits::kValueBytesMax, value, name);
  }
  return value == name ? name : fmt::format("{} AS {}", value, name);
}

bool has_marks(const std::vector<NativeColumn>& columns) {
  return std::any_of(columns.begin(), columns.end(),
                     [](const NativeColumn& column) { return column.mark != 0; });
}

// Which value of a row is too long, and how long it is.
std::string marks_of(const NativeTable& table, const std::vector<NativeColumn>& columns) {
  std::string marks;
  std::string lengths;
  for (const NativeColumn& column : columns) {
    if (column.mark == 0) continue;
    const std::string length = length_of(table, column);
    const std::string when = fmt::format(" WHEN {} > {} THEN ", length, limits::kValueBytesMax);
    marks += when + std::to_string(column.mark);
    lengths += when + length;
  }
  return fmt::format("CASE{} ELSE 0 END AS newlyn_long, CASE{} ELSE 0 END AS newlyn_long_bytes",
                     marks, lengths);
}

// The bytes of a row that travel.
std::string row_bytes(const NativeTable& table, const std::vector<NativeColumn>& columns) {
  std::string sum;
  for (const NativeColumn& column : columns) {
    if (column.length == NativeColumn::Length::bounded) continue;
    const std::string length = length_of(table, column);
    sum += fmt::format("{}CASE WHEN {} <= {} THEN {} ELSE 0 END", sum.empty() ? "" : " + ", length,
                       limits::kValueBytesMax, length);
  }
  return sum.empty() ? "0" : sum;
}

std::string list_of(const NativeTable& table, const std::vector<NativeColumn>& columns) {
  std::string list;
  for (const NativeColumn& column : columns) {
    list += fmt::format("{}{}", list.empty() ? "" : ", ",
                        short_value(table, column, value_of(table, column)));
  }
  if (list.empty()) list = "*";
  if (has_marks(columns)) list += ", " + marks_of(table, columns);
  if (table.numbered) list += ", rowid AS newlyn_row";
  return list;
}

std::string where_of(const NativeTable& table, const NativePart& part) {
  const std::string column = name_of(table, table.column);
  std::string condition;
  if (!part.since.empty()) condition = fmt::format("{} >= {}", column, literal(table, part.since));
  if (!part.after.empty()) condition = fmt::format("{} > {}", column, literal(table, part.after));
  if (!part.after.empty() && part.last.empty()) condition += fmt::format(" OR {} IS NULL", column);
  if (!part.last.empty()) {
    condition += fmt::format("{}{} <= {}", condition.empty() ? "" : " AND ", column,
                             literal(table, part.last));
  }
  return condition.empty() ? "" : " WHERE " + condition;
}

std::string rows_from(const NativeTable& table, uint64_t skipped, uint64_t rows) {
  if (table.dialect == Dialect::oracle || table.dialect == Dialect::sqlserver) {
    return fmt::format("OFFSET {} ROWS FETCH NEXT {} ROWS ONLY", skipped, rows);
  }
  return skipped == 0 ? fmt::format("LIMIT {}", rows)
                      : fmt::format("LIMIT {} OFFSET {}", rows, skipped);
}

std::string any_rows(const NativeTable& table, uint64_t rows_max) {
  if (rows_max == 0) return {};
  // There an order has to be named before rows can be counted.
  const bool ordered = table.dialect == Dialect::sqlserver;
  return fmt::format(" {}{}", ordered ? "ORDER BY (SELECT NULL) " : "",
                     rows_from(table, 0, rows_max));
}

// What comes after a value, in order.
std::string after_in_order(const NativeTable& table, std::string_view after) {
  const std::string column = name_of(table, table.column);
  const std::string begin =
      after.empty() ? column + " IS NOT NULL" : column + " > " + literal(table, after);
  return fmt::format("FROM {} WHERE {} ORDER BY {}", table_of(table), begin, column);
}

}  // namespace

std::string part_end_sql(const NativeTable& table, std::string_view after, uint64_t rows) {
  return fmt::format("SELECT {} AS newlyn_end {} {}", text_of(table, name_of(table, table.column)),
                     after_in_order(table, after), rows_from(table, rows - 1, 1));
}

std::string part_sql(const NativeTable& table, const std::vector<NativeColumn>& columns,
                     const NativePart& part) {
  return fmt::format("SELECT {} FROM {}{}{}", list_of(table, columns), table_of(table),
                     where_of(table, part), any_rows(table, part.rows_max));
}

std::string look_sql(const NativeTable& table, const std::vector<NativeColumn>& columns,
                     uint64_t rows_max) {
  std::string list;
  for (const NativeColumn& column : columns) {
    const bool bounded = column.length == NativeColumn::Length::bounded;
    list +=
        fmt::format("{}{}", list.empty() ? "" : ", ",
                    short_value(table, column,
                                bounded ? value_of(table, column) : beginning_of(table, column)));
  }
  return fmt::format("SELECT {} FROM {}{}", list, table_of(table), any_rows(table, rows_max));
}

std::string row_sizes_sql(const NativeTable& table, const std::vector<NativeColumn>& columns,
                          const NativePart& part) {
  // Whole numbers of some databases are too small for the sum.
  return fmt::format(
      "SELECT max(newlyn_bytes) AS newlyn_longest, sum(CASE WHEN newlyn_bytes > {} THEN 1.0 * "
      "newlyn_bytes ELSE 0.0 END) AS newlyn_heavy FROM (SELECT {} AS newlyn_bytes FROM {}{}) "
      "newlyn_sizes",
      limits::kRowBytesEasy, row_bytes(table, columns), table_of(table), where_of(table, part));
}

std::string next_rows_sql(const NativeTable& table, const std::vector<NativeColumn>& columns,
                          std::string_view after, uint64_t rows) {
  return fmt::format("SELECT {} AS newlyn_end, {} AS newlyn_bytes {} {}",
                     text_of(table, name_of(table, table.column)), row_bytes(table, columns),
                     after_in_order(table, after), rows_from(table, 0, rows));
}

std::string largest_sql(const NativeTable& table, std::string_view column) {
  const std::string name = name_of(table, column);
  return fmt::format("SELECT max({0}) AS {0} FROM {1}", name, table_of(table));
}

std::string is_numbered_sql(const NativeTable& table) {
  return fmt::format(
      "SELECT count(*) AS newlyn_numbered FROM pragma_table_list WHERE lower(name) = lower({}) AND "
      "type <> 'view' AND wr = 0",
      literal(table, home_of(table).second));
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
