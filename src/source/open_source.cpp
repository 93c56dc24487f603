// SPDX-License-Identifier: MIT
// Files become tables of the store, several of them one relation; databases are attached.
#include "source/open_source.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "source/content_hash.h"
#include "source/database/attach.h"
#include "source/folder/list_files.h"
#include "source/table/row_condition.h"

namespace newlyn::source {
namespace {

using store::quote_name;

int64_t written_micros(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return 0;
  return static_cast<int64_t>(found.st_mtim.tv_sec) * 1'000'000 + found.st_mtim.tv_nsec / 1000;
}

// One hash over the hashes of all files; that of the file itself where there is one.
std::string hash_of(const std::vector<DeliveredFile>& files) {
  if (files.size() == 1) return files[0].content_hash;
  ContentHash hash;
  for (const DeliveredFile& file : files) {
    hash.add(file.content_hash);
    hash.add(std::string_view("\n"));
  }
  return hash.finish();
}

std::string union_of(const std::vector<InputTable>& tables) {
  std::string sql;
  for (const InputTable& table : tables) {
    sql += fmt::format("{}SELECT * FROM {}", sql.empty() ? "" : " UNION ALL BY NAME ",
                       quote_name(table.table));
  }
  return tables.size() == 1 ? quote_name(tables[0].table) : "(" + sql + ")";
}

// Files of one folder may lack columns that others have.
void name_columns(OpenSource& source) {
  std::set<std::string> taken;
  for (const InputTable& table : source.reading.tables) {
    for (const std::string& column : table.columns) {
      if (taken.insert(column).second) source.columns.push_back({column, ""});
    }
  }
}

// What the values of text columns look like, from a drawn sample that is the same each time.
void look_at_values(store::Store& store, OpenSource& source) {
  constexpr double kMost = 0.95;
  std::string sums = "count(*)";
  for (const SourceColumn& column : source.columns) {
    const std::string value = fmt::format("CAST({} AS VARCHAR)", quote_name(column.name));
    sums += fmt::format(
        ", count({0}), count(try_cast({0} AS DOUBLE)), count(*) FILTER (regexp_matches({0}, "
        "'^\\s*[-+]?[0-9]+\\s*$')), count(*) FILTER (regexp_matches({0}, "
        "'^\\s*([0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}|[0-9]{{1,2}}[/.-][0-9]{{1,2}}[/"
        ".-][0-9]{{2,4}})'"
        "))",
        value);
  }
  const store::TextRows counted = store.rows(fmt::format(
      "SELECT {} FROM (SELECT * FROM {} USING SAMPLE reservoir(5000 ROWS) REPEATABLE (1))", sums,
      source.relation));
  const auto number = [&](size_t i) { return std::stod(counted.rows[0][i].value_or("0")); };
  for (size_t i = 0; i < source.columns.size(); ++i) {
    const double values = number(1 + 4 * i);
    SourceColumn& column = source.columns[i];
    if (values == 0) continue;
    column.type = "text";
    if (number(2 + 4 * i) >= kMost * values) column.type = "number";
    if (number(3 + 4 * i) >= kMost * values) column.type = "whole number";
    if (number(4 + 4 * i) >= kMost * values) column.type = "date";
  }
}

std::vector<std::string> names_in_use(const Definition& definition) {
  std::vector<std::string> names = definition.key;
  for (const MappedColumn& column : definition.columns) names.push_back(column.name);
  return names;
}

void open_files(store::Store& store, const Definition& definition, OpenSource& source,
                RunContext& run) {
  FileList list = list_files(definition.from);
  std::vector<FileRequest> requests;
  for (const std::string& path : list.files) {
    requests.push_back(
        {path, definition.sheet, definition.layout, definition.records, names_in_use(definition)});
  }
  source.reading = read_files(store, requests, run);
  source.reading.warnings.insert(source.reading.warnings.begin(), list.warnings.begin(),
                                 list.warnings.end());
  std::set<std::string> seen;
  for (const InputTable& table : source.reading.tables) {
    source.rows_rejected += table.rows_rejected;
    if (!seen.insert(table.path).second) continue;
    source.files.push_back({table.path, table.content_hash, written_micros(table.path)});
  }
  source.content_hash = hash_of(source.files);
  source.relation = union_of(source.reading.tables);
  name_columns(source);
  look_at_values(store, source);
}

bool holds(std::string_view text, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return text.find(part) != text.npos; });
}

// What the database said, without what surrounds it: the last line that says something.
std::string reason_of(std::string_view message) {
  for (const std::string_view mark :
       {"FATAL:", "ERROR:", "diagnostics: '", "failed: ", "parameters \"\": ", "\": "}) {
    const size_t at = message.find(mark);
    if (at != message.npos) message.remove_prefix(at + mark.size());
  }
  message = message.substr(0, message.find('\n'));
  while (!message.empty() && (message.front() == ' ' || message.front() == ':')) {
    message.remove_prefix(1);
  }
  while (!message.empty() && (message.back() == ' ' || message.back() == '.')) {
    message.remove_suffix(1);
  }
  return std::string(message);
}

// A table that the database does not have, or does not show.
Error missing_failure(const Definition& definition, const std::string& what,
                      std::string_view message) {
  const std::string name = fmt::format("source '{}'", definition.name);
  // These say the same where the right is missing.
  const bool hides =
      place_of(definition) == Place::mysql || message.find("ORA-00942") != message.npos;
  if (hides) {
    return {Code::source_missing,
            fmt::format("The database of {} does not have {}, or does not show it to this user. "
                        "Check its name in the definition, and that the user may SELECT from it.",
                        name, what)};
  }
  return {Code::source_missing,
          fmt::format("The database of {} does not have {}. Check its name in the definition.",
                      name, what)};
}

// What is wrong with an address as it is written.
std::optional<Error> address_failure(const std::string& name, std::string_view message) {
  if (holds(message, {"Can't open lib", "Data source name not found"})) {
    return Error(
        Code::source_missing,
        fmt::format("The ODBC driver of {} is not installed on this machine, or has another "
                    "name. 'odbcinst -q -d' lists those there are; one of them stands after "
                    "Driver= in the address.",
                    name));
  }
  const bool no_database =
      holds(message, {"FATAL:  database \"", "Unknown database"}) ||
      (holds(message, {"Access denied for user"}) && holds(message, {"to database"}));
  if (!no_database) return std::nullopt;
  return Error(
      Code::source_missing,
      fmt::format("The server of {} has no database of the name that its address gives, or "
                  "does not show it to this user. Check the address in the definition, and "
                  "that the user may connect to the database.",
                  name));
}

}  // namespace

OpenSource open_source(store::Store& store, const Definition& definition, RunContext& run) {
  OpenSource source;
  if (place_of(definition) == Place::files) {
    open_files(store, definition, source, run);
    check_condition(store, definition, source.relation);
  } else {
    attach_database(store, definition, source, run);
  }
  return source;
}

AskingScope::AskingScope(store::Store& store, const Definition& definition) : store_(store) {
  const Place place = place_of(definition);
  if (place != Place::sqlite && place != Place::mysql) return;
  store_.run("BEGIN TRANSACTION");
  open_ = true;
}

AskingScope::~AskingScope() {
  if (!open_) return;
  try {
    store_.run("ROLLBACK");
  } catch (const std::exception&) {
    return;  // a failure may have ended the transaction already
  }
}

void AskingScope::end() {
  if (!open_) return;
  store_.run("COMMIT");
  open_ = false;
}

Error source_failure(const Definition& definition, const Error& error) {
  if (error.code() != Code::store_failed) return error;
  const std::string_view message = error.what();
  const std::string name = fmt::format("source '{}'", definition.name);
  if (const auto found = address_failure(name, message)) return *found;
  const std::string what = definition.query.empty()
                               ? fmt::format("the table '{}'", definition.table)
                               : std::string("what its query names");
  if (holds(
          message,
          {"Connection refused", "Can't connect", "could not translate host", "Unknown server host",
           "timeout expired", "No route to host", "Connection timed out", "unable to open database",
           "Unable to connect to data source", "TNS:", "SQLSTATE 08001", "SQLSTATE HYT00"})) {
    return {Code::source_missing,
            fmt::format("The database of {} does not answer: {}. Check that it runs and that this "
                        "machine may reach it, then read again.",
                        name, reason_of(message))};
  }
  if (holds(message, {"authentication failed", "Access denied for user", "no password supplied",
                      "Login failed", "invalid username", "invalid credential", "SQLSTATE 28"})) {
    return {
        Code::access_refused,
        fmt::format("The database of {} refuses the user or the password. Check the user in "
                    "the definition and the password where secret says it is ({}).",
                    name, definition.secret.empty() ? "no secret is named" : definition.secret)};
  }
  if (holds(message, {"READ ONLY transaction", "read-only transaction", "SQLSTATE 25006"})) {
    return {Code::request_invalid,
            fmt::format("Reading {} of {} would change that database, which Newlyn never does: it "
                        "tells the database to refuse that. Read a table, or write a query whose "
                        "functions only read.",
                        definition.query.empty() ? what : "the query", name)};
  }
  if (holds(message, {"permission denied", "command denied", "not authorized",
                      "permission was denied", "insufficient privileges", "SQLSTATE 42501"})) {
    return {Code::access_refused,
            fmt::format("The user of {} may not read {}. Have the right to SELECT from it granted.",
                        name, what)};
  }
  if (holds(message,
            {"terminating connection", "closed the connection", "Lost connection", "gone away",
             "connection to server was lost", "Failed to fetch header", "Failed to store result",
             "no connection to the server", "SSL SYSCALL", "Connection was killed",
             "Server shutdown in progress", "Failed to fetch result",
             "end-of-file on communication channel", "not connected to ORACLE",
             "Communication link failure", "SQLSTATE 08S01", "SQLSTATE 57P01"})) {
    return {Code::source_unreadable,
            fmt::format("The connection to the database of {} was cut while it was read. Nothing "
                        "of this run is stored; read again when the database is back.",
                        name)};
  }
  if (holds(message, {"Invalid unicode", "is not valid UTF8", "not valid UTF-8"})) {
    return {
        Code::source_unreadable,
        fmt::format("The database of {} holds a text that is not UTF-8, so that nothing of this "
                    "run is stored. Have its texts corrected there, or leave out the column "
                    "that holds them.",
                    name)};
  }
  if (holds(message, {"does not exist", "doesn't exist", "no such table", "not found",
                      "references invalid table", "Invalid object name", "SQLSTATE 42S02",
                      "SQLSTATE 42P01"})) {
    return missing_failure(definition, what, message);
  }
  return {Code::source_unreadable,
          fmt::format("The database of {} cannot be read: {}.", name, reason_of(message))};
}

}  // namespace newlyn::source
