// SPDX-License-Identifier: MIT
// Columns of texts and bytes can hold anything; numbers and dates cannot.
#include "source/database/short_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/limits.h"

namespace newlyn::source {
namespace {

using store::quote_name;

NativeColumn::Length length_of(const Definition& definition, const SourceColumn& column) {
  using Length = NativeColumn::Length;
  if (place_of(definition) == Place::sqlite) return Length::text;
  const std::string& type = column.sql_type;
  if (type == "BLOB") return Length::bytes;
  const bool nested = type.ends_with("]") || type.starts_with("STRUCT") || type.starts_with("MAP");
  return nested || type == "VARCHAR" || type == "JSON" ? Length::text : Length::bounded;
}

std::vector<std::string> all_names(const OpenSource& source) {
  std::vector<std::string> names;
  for (const SourceColumn& column : source.columns) names.push_back(column.name);
  return names;
}

bool holds_name(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Columns in the types that the source has, whatever a query of it gives them.
std::string typed_list(const Definition& definition, const OpenSource& source,
                       const std::vector<std::string>& names) {
  std::string list;
  for (const SourceColumn& column : source.columns) {
    if (!holds_name(names, column.name)) continue;
    list += fmt::format("{}CAST({} AS {}) AS {}", list.empty() ? "" : ", ",
                        readable_sql(definition, column.name), column.sql_type,
                        quote_name(column.name));
  }
  return list;
}

// Which text of a row that is put to use cannot be read, and the number of the row.
std::string broken_marks(const Definition& definition, const OpenSource& source,
                         const Taking& taking) {
  std::string which;
  if (place_of(definition) == Place::sqlite) {
    for (size_t i = 0; i < source.columns.size(); ++i) {
      const std::string& name = source.columns[i].name;
      if (!holds_name(taking.columns, name) && !holds_name(definition.key, name)) continue;
      which += fmt::format(" WHEN {} IS NOT NULL AND {} IS NULL THEN {}", quote_name(name),
                           readable_sql(definition, name), i + 1);
    }
  }
  return fmt::format(", {} AS newlyn_broken, {} AS newlyn_row",
                     which.empty() ? "0" : fmt::format("CASE{} ELSE 0 END", which),
                     source.has_rowid ? "newlyn_row" : "NULL");
}

}  // namespace

std::string readable_sql(const Definition& definition, const std::string& column) {
  if (place_of(definition) != Place::sqlite) return quote_name(column);
  return fmt::format("try(decode(encode(CAST({} AS VARCHAR))))", quote_name(column));
}

std::string length_sql(const std::string& column) {
  return fmt::format("coalesce(strlen(CAST({} AS VARCHAR)), 0)", quote_name(column));
}

NativeTable native_table(const Definition& definition, const std::string& column) {
  NativeTable table{place_of(definition), definition.table, column};
  if (table.place == Place::odbc) table.dialect = dialect_of(definition.from);
  table.query = definition.query;
  return table;
}

std::vector<NativeColumn> native_columns(const Definition& definition, const OpenSource& source,
                                         const std::vector<std::string>& names,
                                         const std::vector<std::string>& marked) {
  std::vector<NativeColumn> columns;
  for (const SourceColumn& column : source.columns) {
    if (!holds_name(names, column.name)) continue;
    NativeColumn one{column.name, length_of(definition, column)};
    const auto place = std::find(marked.begin(), marked.end(), column.name);
    if (place != marked.end() && one.length != NativeColumn::Length::bounded) {
      one.mark = static_cast<size_t>(place - marked.begin()) + 1;
    }
    columns.push_back(std::move(one));
  }
  return columns;
}

bool can_tell_lengths(store::Store& store, const Definition& definition, const OpenSource& source) {
  // The words for tables of these are known to be taken; what a query gives is not.
  if (place_of(definition) != Place::odbc && definition.query.empty()) return true;
  const NativeTable table = native_table(definition);
  const std::vector<std::string> names = all_names(source);
  const auto columns = native_columns(definition, source, names, names);
  try {
    for (const std::string& sql : {part_sql(table, columns, {}), look_sql(table, columns, 1)}) {
      store.rows(fmt::format("SELECT column_name FROM (DESCRIBE SELECT * FROM {})",
                             native_relation(table.place, sql)));
    }
  } catch (const Error& error) {
    if (error.code() != Code::store_failed) throw;
    return false;
  }
  return true;
}

std::vector<std::string> columns_in_use(const Definition& definition, const Taking& taking,
                                        const OpenSource& source) {
  std::vector<std::string> names;
  for (const SourceColumn& column : source.columns) {
    const bool used = !definition.where.empty() || column.name == definition.watermark ||
                      holds_name(definition.key, column.name) ||
                      holds_name(taking.columns, column.name);
    if (used) names.push_back(column.name);
  }
  return names;
}

std::string rows_in_use(const Definition& definition, const OpenSource& source,
                        const Taking& taking, const std::string& native_sql) {
  const std::string list =
      typed_list(definition, source, columns_in_use(definition, taking, source));
  std::string marks;
  const auto columns = native_columns(definition, source, taking.columns, taking.columns);
  const bool has_marks = std::any_of(columns.begin(), columns.end(),
                                     [](const NativeColumn& column) { return column.mark != 0; });
  for (const char* mark : {"newlyn_long", "newlyn_long_bytes"}) {
    marks += has_marks && source.tells_lengths ? fmt::format(", CAST({0} AS BIGINT) AS {0}", mark)
                                               : fmt::format(", CAST(0 AS BIGINT) AS {}", mark);
  }
  marks += broken_marks(definition, source, taking);
  return fmt::format("(SELECT {}{} FROM {})", list, marks,
                     native_relation(place_of(definition), native_sql));
}

NativePart newer_part(const Definition& definition, const Taking& taking) {
  // Of SQLite every value comes as text, which it compares otherwise than numbers.
  const bool compares = definition.query.empty() && place_of(definition) != Place::sqlite;
  return {"", "", compares ? taking.since.value_or("") : std::string()};
}

RowSizes row_sizes(store::Store& store, const PartQuestion& asked) {
  const Definition& definition = asked.definition;
  const auto columns = native_columns(definition, asked.source,
                                      columns_in_use(definition, asked.taking, asked.source), {});
  const bool none = std::all_of(columns.begin(), columns.end(), [](const NativeColumn& column) {
    return column.length == NativeColumn::Length::bounded;
  });
  if (none || !asked.source.tells_lengths) return {};
  const std::string sql = row_sizes_sql(asked.table, columns, asked.part);
  const AskingScope scope(store, definition);
  const store::TextRows sizes = store.rows(fmt::format(
      "SELECT CAST(newlyn_longest AS UBIGINT), CAST(CAST(newlyn_heavy AS DOUBLE) AS UBIGINT) FROM "
      "{}",
      native_relation(place_of(definition), sql)));
  if (sizes.rows.empty()) return {};
  return {std::stoull(sizes.rows[0][0].value_or("0")), std::stoull(sizes.rows[0][1].value_or("0"))};
}

std::string looked_rows(const Definition& definition, const OpenSource& source, uint64_t rows_max) {
  if (source.files.empty() && source.tells_lengths) {
    const std::vector<std::string> names = all_names(source);
    const std::string rows = native_relation(
        place_of(definition), look_sql(native_table(definition),
                                       native_columns(definition, source, names, {}), rows_max));
    if (place_of(definition) != Place::sqlite) return rows;
    return fmt::format("(SELECT {} FROM {})", typed_list(definition, source, names), rows);
  }
  std::string list;
  for (const SourceColumn& column : source.columns) {
    list += fmt::format("{}left(CAST({} AS VARCHAR), {}) AS {}", list.empty() ? "" : ", ",
                        readable_sql(definition, column.name), limits::kValueLookedAt,
                        quote_name(column.name));
  }
  return fmt::format("(SELECT {} FROM {} LIMIT {})", list, source.relation, rows_max);
}

std::string short_rows(const Definition& definition, const OpenSource& source,
                       const std::vector<std::string>& columns, uint64_t rows_max) {
  if (!source.files.empty() || !source.tells_lengths) {
    return rows_max == 0 ? source.relation
                         : fmt::format("(SELECT * FROM {} LIMIT {})", source.relation, rows_max);
  }
  const std::vector<std::string> names = columns.empty() ? all_names(source) : columns;
  const std::string sql =
      part_sql(native_table(definition), native_columns(definition, source, names, {}),
               {"", "", "", rows_max});
  return fmt::format("(SELECT {} FROM {})", typed_list(definition, source, names),
                     native_relation(place_of(definition), sql));
}

}  // namespace newlyn::source
