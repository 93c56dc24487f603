// SPDX-License-Identifier: MIT
// Opens DuckDB with every setting stated, and runs statements on one connection.
#include "store/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/check.h"
#include "base/threads.h"
#include "store/duckdb/bulk_append.h"
#include "store/duckdb/encode.h"
#include "store/duckdb/failure.h"
#include "store/duckdb/handles.h"
#include "store/duckdb/machine.h"
#include "store/duckdb/query.h"
#include "store/duckdb/row_stream.h"
#include "store/duckdb/spill_folder.h"

namespace newlyn::store {
namespace {

constexpr size_t kColumnGroupsMax = 32;
constexpr size_t kGroupRows = 122'880;  // rows that DuckDB keeps together

namespace fs = std::filesystem;

std::string quote(std::string_view text, char mark) {
  std::string quoted(1, mark);
  for (const char c : text) {
    if (c == mark) quoted += mark;
    quoted += c;
  }
  return quoted + mark;
}

void set(Config& config, const char* name, const std::string& value) {
  if (duckdb_set_config(config.get(), name, value.c_str()) != DuckDBSuccess) {
    throw Error(Code::store_failed, fmt::format("The store has no setting {}.", name));
  }
}

std::string memory_limit(const StoreOptions& options) {
  return fmt::format(
      "{}B", options.memory_bytes_max != 0 ? options.memory_bytes_max : machine_memory_bytes() / 2);
}

Config make_config(const StoreOptions& options, const std::string& spill) {
  Config config;
  if (duckdb_create_config(config.out()) != DuckDBSuccess) {
    throw Error(Code::resource_exhausted, "The store could not be set up: no memory is left.");
  }
  set(config, "memory_limit", memory_limit(options));
  // What is let go goes back to the machine at once: by default a thread keeps 128 MiB of it.
  set(config, "allocator_flush_threshold", "8MiB");
  set(config, "allocator_bulk_deallocation_flush_threshold", "16MiB");
  set(config, "threads", fmt::format("{}", thread_count()));
  set(config, "temp_directory", spill);
  set(config, "autoinstall_known_extensions", "false");
  set(config, "autoload_known_extensions", "false");
  set(config, "allow_community_extensions", "false");
  set(config, "preserve_insertion_order", "true");
  return config;
}

std::optional<std::string> text_of(Result& result, idx_t column, idx_t row) {
  if (duckdb_value_is_null(result.get(), column, row)) return std::nullopt;
  const duckdb_string text = duckdb_value_string(result.get(), column, row);
  if (text.data == nullptr) {
    throw Error(Code::store_failed,
                fmt::format("The store cannot give the column {} as text. Cast it to VARCHAR.",
                            quote_name(duckdb_column_name(result.get(), column))));
  }
  std::string value(text.data, text.size);
  duckdb_free(text.data);
  return value;
}

Error another_key(const std::string& path) {
  return {Code::access_refused,
          fmt::format("The store {} is encrypted with another key. Give the workspace's key it was "
                      "written under: newlyn key import, or NEWLYN_WORKSPACE_KEY.",
                      path)};
}

bool is_number(duckdb_type type) {
  switch (type) {
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_HUGEINT:
    case DUCKDB_TYPE_UTINYINT:
    case DUCKDB_TYPE_USMALLINT:
    case DUCKDB_TYPE_UINTEGER:
    case DUCKDB_TYPE_UBIGINT:
    case DUCKDB_TYPE_UHUGEINT:
    case DUCKDB_TYPE_FLOAT:
    case DUCKDB_TYPE_DOUBLE:
    case DUCKDB_TYPE_DECIMAL:
    case DUCKDB_TYPE_BIGNUM:
      return true;
    default:
      return false;
  }
}

TextRows text_rows(Result& result) {
  TextRows answer;
  const idx_t columns = duckdb_column_count(result.get());
  const idx_t rows = duckdb_row_count(result.get());
  for (idx_t column = 0; column < columns; ++column) {
    answer.columns.emplace_back(duckdb_column_name(result.get(), column));
  }
  answer.rows.resize(rows);
  for (idx_t row = 0; row < rows; ++row) {
    for (idx_t column = 0; column < columns; ++column) {
      answer.rows[row].push_back(text_of(result, column, row));
    }
  }
  return answer;
}

}  // namespace

struct Store::Connection {
  explicit Connection(const std::string& folder) : temporary_folder(folder), spill(folder) {}

  /// Makes one more session, which finds the tables of the store under their bare names.
  void connect(Session& made) {
    if (duckdb_connect(database.get(), made.out()) != DuckDBSuccess) {
      throw Error(Code::store_failed, "The store could not be connected to.");
    }
    if (!catalog.empty()) run_on(made, fmt::format("USE {}", quote_name(catalog)));
  }

  void run_on(const Session& on, std::string_view sql) const {
    each_statement(on.get(), sql, {}, [&](duckdb_prepared_statement statement, bool) {
      execute({on.get(), watch}, statement, Delivery::whole);
    });
  }

  std::string temporary_folder;
  SpillFolder spill;  // before the database, so that it goes after it
  std::string memory_limit;
  std::unique_ptr<RowStreams> streams;  // before the database, which holds on to it
  Database database;
  Session session;
  Watch watch;
  std::string catalog;  // the encrypted database, which is attached; empty: the one opened
  bool has_ciphers = false;
  bool is_untouched = false;

  Caller caller() {
    is_untouched = false;
    return {session.get(), watch};
  }
};

namespace {

/// Runs a query and calls `take` with its streamed result and with what is called as rows come.
void read_streamed(const Caller& caller, std::string_view sql,
                   const std::function<void(uint64_t)>& watch,
                   const std::function<void(Result&, const std::function<void(uint64_t)>&)>& take) {
  each_statement(caller.session, sql, {}, [&](duckdb_prepared_statement statement, bool) {
    Result result = execute(caller, statement, Delivery::streamed);
    try {
      take(result, [&](uint64_t rows) {
        if (caller.watch) caller.watch();
        if (watch) watch(rows);
      });
    } catch (...) {
      abandon(caller.session, result);
      throw;
    }
  });
}

/// Runs statements and returns the rows of the last.
TextRows rows_of(const Caller& caller, std::string_view sql,
                 std::span<const Parameter> parameters) {
  TextRows answer;
  each_statement(caller.session, sql, parameters,
                 [&](duckdb_prepared_statement statement, bool last) {
                   Result result = execute(caller, statement, Delivery::whole);
                   if (last) answer = text_rows(result);
                 });
  return answer;
}

/// Runs a query and encodes its columns.
std::vector<record::TextColumn> read_columns(const Caller& caller, std::string_view sql,
                                             EmptyText empty,
                                             const std::function<void(uint64_t)>& watch) {
  std::vector<record::TextColumn> columns;
  read_streamed(caller, sql, watch, [&](Result& result, const auto& told) {
    columns = encode_columns(result, empty, told);
  });
  return columns;
}

}  // namespace

Store::Store(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Store::~Store() = default;

std::unique_ptr<Store> Store::open(const StoreOptions& options) {
  if (options.key.empty() && store::is_encrypted(options.path)) throw another_key(options.path);
  auto connection = std::make_unique<Connection>(
      options.temporary_folder.empty() ? system_temporary_folder() : options.temporary_folder);
  connection->memory_limit = memory_limit(options);
  Config config = make_config(options, connection->spill.path());
  // DuckDB takes a key only where it attaches a file.
  const bool opens_file = !options.path.empty() && options.key.empty();
  const char* path = opens_file ? options.path.c_str() : nullptr;
  char* reason = nullptr;
  if (duckdb_open_ext(path, connection->database.out(), config.get(), &reason) != DuckDBSuccess) {
    const Error error = failure("be opened", reason);
    duckdb_free(reason);
    throw error;
  }
  connection->connect(connection->session);
  connection->is_untouched = options.path.empty();
  auto store = std::unique_ptr<Store>(new Store(std::move(connection)));
  if (options.encrypts_spill) store->load_ciphers();
  if (!options.key.empty()) store->use_encrypted(options);
  return store;
}

void Store::load_ciphers() {
  if (connection_->has_ciphers) return;
  // DuckDB's own ciphers only read; those that write come with the extension that reads the web,
  // which is closed before anything else is done.
  load_extension("httpfs");
  run("SET disabled_filesystems = 'HTTPFileSystem,S3FileSystem,HuggingFaceFileSystem'");
  run("SET temp_file_encryption = true");
  connection_->has_ciphers = true;
}

void Store::use_encrypted(const StoreOptions& options) {
  const std::string name = fs::path(options.path).stem().string();
  attach(options.path, name, options.key);
  connection_->catalog = name;
  connection_->run_on(connection_->session, fmt::format("USE {}", quote_name(name)));
}

bool Store::is_untouched() const noexcept { return connection_->is_untouched; }

bool Store::is_encrypted() const noexcept { return !connection_->catalog.empty(); }

void Store::attach(const std::string& path, std::string_view name, const std::string& key) {
  if (!key.empty()) load_ciphers();
  std::string sql = fmt::format("ATTACH {} AS {}", quote_text(path), quote_name(name));
  if (!key.empty()) sql += fmt::format(" (ENCRYPTION_KEY {})", quote_text(key));
  try {
    run(sql);
  } catch (const Error& error) {
    explicit_bzero(sql.data(), sql.size());
    if (std::string_view(error.what()).find("encryption key") != std::string_view::npos) {
      throw another_key(path);
    }
    throw;
  }
  explicit_bzero(sql.data(), sql.size());
}

uint64_t Store::run(std::string_view sql, std::span<const Parameter> parameters) {
  uint64_t changed = 0;
  each_statement(connection_->session.get(), sql, parameters,
                 [&](duckdb_prepared_statement statement, bool) {
                   Result result = execute(connection_->caller(), statement, Delivery::whole);
                   changed = duckdb_rows_changed(result.get());
                 });
  return changed;
}

TextRows Store::rows(std::string_view sql, std::span<const Parameter> parameters) {
  return rows_of(connection_->caller(), sql, parameters);
}

TextRows Store::rows_apart(std::string_view sql, std::span<const Parameter> parameters) {
  Session session;
  connection_->connect(session);
  return rows_of({session.get(), connection_->watch}, sql, parameters);
}

std::vector<QueryColumn> Store::columns_of(std::string_view sql) {
  std::vector<QueryColumn> columns;
  const auto describe = [&](duckdb_prepared_statement statement, bool) {
    for (idx_t i = 0; i < duckdb_prepared_statement_column_count(statement); ++i) {
      const char* name = duckdb_prepared_statement_column_name(statement, i);
      columns.push_back({name, is_number(duckdb_prepared_statement_column_type(statement, i))});
      duckdb_free(const_cast<char*>(name));
    }
  };
  each_statement(connection_->caller().session, sql, {}, describe);
  return columns;
}

int64_t Store::number(std::string_view sql, std::span<const Parameter> parameters) {
  const TextRows answer = rows(sql, parameters);
  if (answer.rows.size() != 1 || answer.rows[0].size() != 1) {
    throw Error(Code::internal,
                fmt::format("This is a defect of Newlyn: a query for one number gave {} rows of {} "
                            "columns.",
                            answer.rows.size(), answer.columns.size()));
  }
  const std::optional<std::string>& text = answer.rows[0][0];
  if (!text) return 0;
  int64_t number = 0;
  const char* end = text->data() + text->size();
  const auto [stopped, failed] = std::from_chars(text->data(), end, number);
  if (failed != std::errc() || stopped != end) {
    throw Error(Code::internal,
                "This is a defect of Newlyn: a query for one whole number gave something else.");
  }
  return number;
}

void Store::give_back_memory() {
  // Whenever its limit is set, to the same number as well, DuckDB has its allocator let go.
  run(fmt::format("SET memory_limit = {}", quote_text(connection_->memory_limit)));
  give_back_freed_memory();
}

std::vector<record::TextColumn> Store::columns(std::string_view sql,
                                               const std::function<void(uint64_t)>& watch) {
  return columns(sql, EmptyText::null, watch);
}

std::vector<record::TextColumn> Store::columns(std::string_view sql, EmptyText empty,
                                               const std::function<void(uint64_t)>& watch) {
  return read_columns(connection_->caller(), sql, empty, watch);
}

std::vector<record::TextColumn> Store::table_columns(const TableQuery& query,
                                                     const std::function<void(uint64_t)>& watch) {
  // One by one where there are few, for columns differ in how much text they hold.
  const size_t count = query.expressions.size();
  const size_t groups = std::min(count, kColumnGroupsMax);
  std::vector<std::vector<record::TextColumn>> read(groups);
  parallel_ranges(groups, 1, [&](size_t group, size_t) {
    const auto at = [&](size_t place) {
      return query.expressions.begin() + static_cast<ptrdiff_t>(count * place / groups);
    };
    const std::string sql = fmt::format(
        "SELECT {} FROM {}", fmt::join(at(group), at(group + 1), ", "), quote_name(query.table));
    Session session;
    connection_->connect(session);
    read[group] = read_columns({session.get(), connection_->watch}, sql, query.empty,
                               group == 0 ? watch : std::function<void(uint64_t)>());
  });
  std::vector<record::TextColumn> columns;
  for (auto& group : read) std::move(group.begin(), group.end(), std::back_inserter(columns));
  return columns;
}

record::TextList Store::table_texts(const TableQuery& query,
                                    const std::function<void(uint64_t)>& watch) {
  NEWLYN_CHECK(query.expressions.size() == 1, "texts are of one column", query.expressions.size());
  const std::string sql =
      fmt::format("SELECT {} FROM {}", query.expressions[0], quote_name(query.table));
  record::TextList texts;
  read_streamed(connection_->caller(), sql, watch,
                [&](Result& result, const auto& told) { texts = list_texts(result, told); });
  return texts;
}

std::vector<record::TextColumn> Store::value_columns(const ValueQuery& query) {
  Session session;
  connection_->connect(session);
  const Caller caller{session.get(), connection_->watch};
  const std::string table = "newlyn_values";
  connection_->run_on(
      session, fmt::format("CREATE TEMP TABLE {} ({} VARCHAR)", table, quote_name(query.column)));
  append_texts(session.get(), table, query.texts);
  return read_columns(caller,
                      fmt::format("SELECT {} FROM {}", fmt::join(query.expressions, ", "), table),
                      query.empty, {});
}

std::unique_ptr<Appender> Store::append(std::string_view table) {
  return open_appender(connection_->session.get(), std::string(table));
}

void Store::run_over(const MadeRows& rows, std::string_view sql) {
  auto& streams = connection_->streams;
  if (!streams) streams = std::make_unique<RowStreams>(connection_->session.get());
  streams->begin(rows);
  try {
    run(sql);
  } catch (...) {
    if (const std::exception_ptr thrown = streams->end()) std::rethrow_exception(thrown);
    throw;
  }
  streams->end();
}

void Store::append_columns(std::string_view table, std::span<const CodedRows> columns) {
  const size_t rows = columns.empty() ? 0 : columns[0].codes.size();
  for (const CodedRows& column : columns) {
    NEWLYN_CHECK(column.codes.size() == rows, "columns to append have one length", rows,
                 column.codes.size());
  }
  // Groups are what DuckDB packs at a time. Those of a thread follow one another.
  const size_t groups = (rows + kGroupRows - 1) / kGroupRows;
  const size_t parts = std::min(thread_count(), groups);
  if (parts < 2) return append_coded(connection_->session.get(), std::string(table), columns);
  std::vector<Session> sessions(parts);
  for (Session& session : sessions) connection_->connect(session);
  parallel_ranges(parts, 1, [&](size_t part, size_t) {
    const size_t begin = groups * part / parts * kGroupRows;
    const size_t end = std::min(rows, groups * (part + 1) / parts * kGroupRows);
    std::vector<CodedRows> slice;
    for (const CodedRows& column : columns) {
      slice.push_back({column.values, column.codes.subspan(begin, end - begin)});
    }
    connection_->run_on(sessions[part], "BEGIN TRANSACTION");
    append_coded(sessions[part].get(), std::string(table), slice);
  });
  // What is committed first stands first.
  for (const Session& session : sessions) connection_->run_on(session, "COMMIT");
}

void Store::load_extension(std::string_view name) {
  const std::vector<std::string> folders = extension_folders();
  for (const std::string& folder : folders) {
    const fs::path file = fs::path(folder) / fmt::format("{}.duckdb_extension", name);
    std::error_code failed;
    if (!fs::is_regular_file(file, failed)) continue;
    run(fmt::format("LOAD {}", quote_text(file.string())));
    return;
  }
  throw Error(Code::store_failed,
              fmt::format("The extension {} is not there. Looked in: {}. Put {}.duckdb_extension "
                          "into one of these folders, or name its folder in NEWLYN_EXTENSIONS.",
                          name, fmt::join(folders, ", "), name));
}

std::function<void()> Store::set_watch(std::function<void()> watch) {
  return std::exchange(connection_->watch, std::move(watch));
}

const std::string& Store::temporary_folder() const noexcept {
  return connection_->temporary_folder;
}

void Store::interrupt() noexcept { duckdb_interrupt(connection_->session.get()); }

bool is_encrypted(const std::string& path) {
  // DuckDB's main header: a checksum, "DUCK", the version, then the flags, each of eight bytes.
  constexpr std::string_view kMagic = "DUCK";
  constexpr size_t kMagicAt = 8;
  constexpr size_t kFlagsAt = 20;
  std::array<char, kFlagsAt + 8> head{};
  std::ifstream file(path, std::ios::binary);
  file.read(head.data(), head.size());
  return file && std::string_view(head.data() + kMagicAt, kMagic.size()) == kMagic &&
         (head[kFlagsAt] & 1) != 0;
}

std::string quote_name(std::string_view name) { return quote(name, '"'); }
std::string quote_text(std::string_view text) { return quote(text, '\''); }

}  // namespace newlyn::store
