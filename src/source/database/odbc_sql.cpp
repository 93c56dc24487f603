// SPDX-License-Identifier: MIT
// Quoting, literals and paging of Oracle, SQL Server and the standard.
#include "source/database/odbc_sql.h"

#include <fmt/format.h>

#include <algorithm>

#include "source/table/column_names.h"

namespace newlyn::source {
namespace {

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.-") == text.npos &&
         text.find_first_of("0123456789") != text.npos && text.find('-', 1) == text.npos;
}

// "2026-01-31" or "2026-01-31 12:00:00", perhaps with a fraction.
bool is_time(std::string_view text) {
  return text.size() >= 10 && text[4] == '-' && text[7] == '-' &&
         text.find_first_not_of("0123456789-:. ") == text.npos;
}

std::string doubled(std::string_view text, char mark) {
  std::string out;
  for (const char c : text) {
    out += c;
    if (c == mark) out += mark;
  }
  return out;
}

bool has_capital(std::string_view name) {
  return std::any_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::string capitals(std::string_view name) {
  std::string out(name);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

std::string time_literal(Dialect dialect, std::string_view value) {
  if (dialect == Dialect::oracle) {
    return value.size() == 10 ? fmt::format("DATE '{}'", value)
                              : fmt::format("TIMESTAMP '{}'", value);
  }
  if (dialect == Dialect::sqlserver) {
    // The form with T is read the same whatever the language of the login.
    std::string text(value);
    if (text.size() > 10) text[10] = 'T';
    return fmt::format("CONVERT(datetime2, '{}', 126)", text);
  }
  return fmt::format("'{}'", value);
}

std::string paging(Dialect dialect, const OdbcSelect& select) {
  if (select.rows_max == 0) return {};
  if (dialect == Dialect::oracle) {
    return fmt::format(" OFFSET {} ROWS FETCH NEXT {} ROWS ONLY", select.offset, select.rows_max);
  }
  if (dialect == Dialect::sqlserver) {
    // OFFSET belongs to ORDER BY there, so one that orders nothing is written where there is none.
    return fmt::format("{} OFFSET {} ROWS FETCH NEXT {} ROWS ONLY",
                       select.watermark.empty() ? " ORDER BY (SELECT NULL)" : "", select.offset,
                       select.rows_max);
  }
  return fmt::format(" LIMIT {} OFFSET {}", select.rows_max, select.offset);
}

}  // namespace

Dialect dialect_of(std::string_view connection) {
  const std::string words = lower(connection);
  if (words.find("oracle") != words.npos) return Dialect::oracle;
  if (words.find("sql server") != words.npos || words.find("freetds") != words.npos ||
      words.find("tds") != words.npos) {
    return Dialect::sqlserver;
  }
  if (words.find("mysql") != words.npos || words.find("mariadb") != words.npos) {
    return Dialect::mysql;
  }
  return Dialect::standard;
}

std::string odbc_name(Dialect dialect, std::string_view name) {
  switch (dialect) {
    case Dialect::sqlserver:
      return "[" + doubled(name, ']') + "]";
    case Dialect::mysql:
      return "`" + doubled(name, '`') + "`";
    case Dialect::oracle:
      return "\"" + doubled(has_capital(name) ? std::string(name) : capitals(name), '"') + "\"";
    case Dialect::standard:
      break;
  }
  return "\"" + doubled(name, '"') + "\"";
}

std::string odbc_literal(Dialect dialect, std::string_view value) {
  if (is_time(value)) return time_literal(dialect, value);
  if (is_number(value)) return std::string(value);
  return "'" + doubled(value, '\'') + "'";
}

// SQL Server takes a text for one of the old code pages unless an N says otherwise; to MySQL a
// backslash begins an escape.
std::string odbc_text(Dialect dialect, std::string_view value) {
  std::string text = doubled(value, '\'');
  if (dialect == Dialect::mysql) text = doubled(text, '\\');
  return fmt::format("{}'{}'", dialect == Dialect::sqlserver ? "N" : "", text);
}

std::string odbc_table(Dialect dialect, std::string_view table) {
  std::string name;
  for (size_t dot = table.find('.'); dot != table.npos; dot = table.find('.')) {
    name += odbc_name(dialect, table.substr(0, dot)) + ".";
    table.remove_prefix(dot + 1);
  }
  return name + odbc_name(dialect, table);
}

std::string odbc_value(std::string_view value) { return "{" + doubled(value, '}') + "}"; }

std::string odbc_select(Dialect dialect, const OdbcSelect& select) {
  std::string columns;
  for (const std::string& column : select.columns) {
    columns += (columns.empty() ? "" : ", ") + odbc_name(dialect, column);
  }
  std::string sql = fmt::format("SELECT {} FROM {}", columns.empty() ? std::string("*") : columns,
                                odbc_table(dialect, select.table));
  if (!select.watermark.empty()) {
    const std::string watermark = odbc_name(dialect, select.watermark);
    if (!select.since.empty()) {
      sql += fmt::format(" WHERE {} >= {}", watermark, odbc_literal(dialect, select.since));
    }
    if (select.rows_max != 0) sql += " ORDER BY " + watermark;
  }
  return sql + paging(dialect, select);
}

}  // namespace newlyn::source
