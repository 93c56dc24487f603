// SPDX-License-Identifier: MIT
// DuckDB's extensions for databases. A password goes into a temporary secret of this connection and
// nowhere else. Sessions are reading ones where that can be, so that a query, a view or a function
// that would change something is refused by the database itself:
//
// - PostgreSQL and SQLite: READ_ONLY makes every transaction, or the file, a reading one. Of a
//   file with a write-ahead log a copy is read, because readers write their locks beside it.
// - MariaDB and MySQL: rows are streamed outside of a transaction. (Answered in one, a query that
//   is killed ends the process, inside of DuckDB's extension.) What a query may be is read before
//   it is sent; a function that it calls is kept from writing by the rights of the user alone.
// - ODBC: the session is told to be a reading one where the database knows such sessions; else it
//   is one transaction that is never committed.
#include "source/database/attach.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/error.h"
#include "source/database/address.h"
#include "source/database/committed_copy.h"
#include "source/database/odbc_sql.h"
#include "source/database/short_rows.h"
#include "source/table/column_names.h"
#include "source/table/row_condition.h"

namespace newlyn::source {
namespace {

using store::quote_name;
using store::quote_text;

// The name of a table, its schema before it where one is given.
std::string table_name(const std::string& table) {
  const size_t dot = table.find('.');
  if (dot == std::string::npos) return quote_name(table);
  return quote_name(table.substr(0, dot)) + "." + quote_name(table.substr(dot + 1));
}

// `kind` is DuckDB's word: postgres, mysql.
void attach_server(store::Store& store, const Definition& definition, std::string_view kind) {
  store.load_extension(fmt::format("{}_scanner", kind));
  const Address address = read_address(definition.from);
  std::string parts =
      fmt::format("HOST {}, DATABASE {}", quote_text(address.host), quote_text(address.database));
  if (!address.port.empty()) parts += fmt::format(", PORT {}", quote_text(address.port));
  if (!address.user.empty()) parts += fmt::format(", USER {}", quote_text(address.user));
  const std::string password = secret_of(definition);
  if (!password.empty()) parts += fmt::format(", PASSWORD {}", quote_text(password));
  store.run(
      fmt::format("CREATE OR REPLACE TEMPORARY SECRET newlyn_peer (TYPE {}, {})", kind, parts));
  std::string options;
  for (const auto& [name, value] : address.options) {
    options += fmt::format("{}{}={}", options.empty() ? "" : " ", name, value);
  }
  store.run(fmt::format("ATTACH {} AS peer (TYPE {}, SECRET newlyn_peer, READ_ONLY)",
                        quote_text(options), kind));
}

// Makes the session a reading one, or a transaction that is never committed.
void read_only_odbc(store::Store& store, Dialect dialect) {
  std::string words;
  if (dialect == Dialect::standard) words = "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY";
  if (dialect == Dialect::mysql) words = "SET SESSION TRANSACTION READ ONLY";
  if (!words.empty()) {
    try {
      store.rows(fmt::format("SELECT * FROM {}", native_relation(Place::odbc, words)));
      return;
    } catch (const Error& error) {
      if (error.code() != Code::store_failed) throw;
    }
  }
  store.rows("SELECT odbc_begin_transaction(getvariable('newlyn_peer'))");
}

std::string relation_of(const Definition& definition) {
  if (definition.query.empty()) return "peer." + table_name(definition.table);
  return native_relation(place_of(definition), definition.query);
}

void attach_odbc(store::Store& store, const Definition& definition, OpenSource& source) {
  store.load_extension("odbc_scanner");
  std::string connection = definition.from.substr(5);
  const std::string password = secret_of(definition);
  if (!password.empty()) {
    if (!connection.ends_with(";")) connection += ";";
    connection += fmt::format("PWD={};", odbc_value(password));
  }
  store.run(fmt::format("SET VARIABLE newlyn_peer = odbc_connect({})", quote_text(connection)));
  read_only_odbc(store, dialect_of(connection));
  const std::string query =
      definition.query.empty() ? odbc_select(dialect_of(connection), {definition.table, {}, "", ""})
                               : definition.query;
  source.relation = fmt::format("odbc_query(getvariable('newlyn_peer'), {})", quote_text(query));
}

// Whether SQLite can say which of its rows is which.
bool has_rowid(store::Store& store, const Definition& definition, const OpenSource& source) {
  if (place_of(definition) != Place::sqlite || !definition.query.empty()) return false;
  const bool taken = std::any_of(source.columns.begin(), source.columns.end(), [](const auto& one) {
    return lower(one.name) == "rowid" || lower(one.name) == "newlyn_row";
  });
  if (taken) return false;
  const store::TextRows found = store.rows(
      fmt::format("SELECT newlyn_numbered FROM {}",
                  native_relation(Place::sqlite, is_numbered_sql(native_table(definition)))));
  return !found.rows.empty() && found.rows[0][0].value_or("0") != "0";
}

// The file of an SQLite database, or the copy that is read in its place.
std::string file_to_read(const store::Store& store, const Definition& definition,
                         OpenSource& source, const RunContext& run) {
  if (!writes_ahead(definition.from)) return definition.from;
  auto copy = std::make_shared<const CommittedCopy>(definition.from, store.temporary_folder(), run);
  source.copy = copy;
  return copy->database();
}

// The few words that types are told in.
std::string type_words(const std::string& type) {
  if (type.starts_with("TIMESTAMP")) return "time";
  if (type == "DATE") return "date";
  if (type == "BOOLEAN") return "yes or no";
  if (type == "BLOB" || type.starts_with("BIT")) return "bytes";
  for (const std::string_view whole :
       {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER",
        "UBIGINT", "UHUGEINT"}) {
    if (type.starts_with(whole)) return "whole number";
  }
  for (const std::string_view number : {"DECIMAL", "FLOAT", "DOUBLE"}) {
    if (type.starts_with(number)) return "number";
  }
  return "text";
}

}  // namespace

void attach_database(store::Store& store, const Definition& definition, OpenSource& source,
                     const RunContext& run) {
  switch (place_of(definition)) {
    case Place::postgres:
      attach_server(store, definition, "postgres");
      source.relation = relation_of(definition);
      break;
    case Place::mysql:
      attach_server(store, definition, "mysql");
      source.relation = relation_of(definition);
      break;
    case Place::sqlite:
      store.load_extension("sqlite_scanner");
      store.run("SET sqlite_all_varchar = true");
      store.run(fmt::format("ATTACH {} AS peer (TYPE sqlite, READ_ONLY)",
                            quote_text(file_to_read(store, definition, source, run))));
      source.relation = relation_of(definition);
      break;
    case Place::odbc:
      attach_odbc(store, definition, source);
      break;
    case Place::files:
      throw Error(Code::internal, "This is a defect of Newlyn: files are no database.");
  }
  const AskingScope scope(store, definition);
  const store::TextRows columns = store.rows(
      fmt::format("SELECT column_name, column_type, \"key\" FROM (DESCRIBE SELECT * FROM {})",
                  source.relation));
  for (const auto& row : columns.rows) {
    const std::string type = row[1].value_or("");
    source.columns.push_back({row[0].value_or(""), type_words(type), type});
    if (row[2].value_or("") == "PRI") source.key.push_back(row[0].value_or(""));
  }
  check_condition(store, definition, source.relation);
  source.has_rowid = has_rowid(store, definition, source);
  source.tells_lengths = can_tell_lengths(store, definition, source);
  if (source.tells_lengths) return;
  source.reading.warnings.push_back(fmt::format(
      "{} does not say how long its values are, so one of any length is read before it is "
      "rejected.",
      definition.query.empty() ? "This database" : "The query"));
}

}  // namespace newlyn::source
