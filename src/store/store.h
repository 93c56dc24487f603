// SPDX-License-Identifier: MIT
// The only door to DuckDB: open, query, append, copy. No DuckDB type crosses this header.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/text_column.h"

namespace newlyn::store {

/// How a store is opened.
struct StoreOptions {
  std::string path;              // empty: in memory
  size_t memory_bytes_max = 0;   // 0: half of the machine's memory
  std::string temporary_folder;  // where large work spills; empty: the system's
  // 32 bytes in Base64: the file, its log and what spills are encrypted (AES-256-GCM). Empty: the
  // file is in clear.
  std::string key = {};
  bool encrypts_spill = false;  // under a key of the moment; with `key` it always is
};

/// Whether the file of a database is encrypted; not where there is none. Not for one that this
/// process has open: closing the file, which this does, would end its lock on it.
bool is_encrypted(const std::string& path);

/// A small result read whole: every value as text, nothing for null. For counts and settings,
/// never for records.
struct TextRows {
  std::vector<std::string> columns;
  std::vector<std::vector<std::optional<std::string>>> rows;
};

/// A column of a query's answer.
struct QueryColumn {
  std::string name;
  bool is_number = false;  // of any type of numbers, whole or not
};

/// A value handed to a prepared statement: null, a whole number, a number or a text.
struct Parameter {
  enum class Kind : uint8_t { null, integer, real, text } kind = Kind::null;
  int64_t integer = 0;
  double real = 0;
  std::string text;

  static Parameter of(int64_t value) { return {Kind::integer, value, 0, {}}; }
  static Parameter of(double value) { return {Kind::real, 0, value, {}}; }
  static Parameter of(std::string_view value) { return {Kind::text, 0, 0, std::string(value)}; }
};

/// Adds rows in bulk to one table. Values are given in the order of the table's columns.
/// Destroying it without close() drops the rows not yet flushed.
class Appender {
 public:
  virtual ~Appender() = default;
  virtual void add_text(std::string_view value) = 0;
  virtual void add_integer(int64_t value) = 0;
  virtual void add_real(double value) = 0;
  virtual void add_null() = 0;
  virtual void end_row() = 0;
  /// Writes what is left. Throws Error(store_failed, storage_full).
  virtual void close() = 0;
};

/// A column of rows that are made while they are read.
struct MadeColumn {
  enum class Type : uint8_t { text, integer, real } type = Type::text;  // VARCHAR, INTEGER, DOUBLE
  std::string name;
};

/// Rows that are made while a statement reads them, so that they never lie in memory together.
struct MadeRows {
  std::vector<MadeColumn> columns;
  uint64_t count = 0;
  /// Adds the rows from `begin` to `end`, at most 2,048, in order. What it throws ends the
  /// statement and passes on.
  std::function<void(uint64_t begin, uint64_t end, Appender& rows)> make;
};

/// What an empty text is when columns are read.
enum class EmptyText : uint8_t { null, kept };

/// Expressions over the rows of one table, in the table's order.
struct TableQuery {
  std::string table;
  std::vector<std::string> expressions;
  EmptyText empty = EmptyText::null;
};

/// Expressions over one column, by the texts that it takes on.
struct ValueQuery {
  std::string column;
  std::span<const std::string_view> texts;  // null: a view without data
  std::vector<std::string> expressions;     // each written as "expression AS name"
  EmptyText empty = EmptyText::null;
};

/// The rows of a column by the codes of their values; kNullCode is null.
struct CodedRows {
  const record::ValueSet* values = nullptr;
  std::span<const record::ValueCode> codes;
};

/// One DuckDB database and a connection to it. Not shared between threads, except interrupt().
/// Every call throws Error: store_failed with DuckDB's reason, storage_full, resource_exhausted,
/// interrupted after interrupt().
class Store {
 public:
  /// Opens a database with the thread count of base and a memory limit always set. Extensions
  /// load only from the `extensions` folder beside the program, never from the network. Throws
  /// Error(access_refused) where another key, or none, opens the file.
  static std::unique_ptr<Store> open(const StoreOptions& options);
  ~Store();

  /// Runs statements whose answer is not wanted, one after another. Returns the rows the last one
  /// changed, where DuckDB says so. Parameters go to every statement that has any.
  uint64_t run(std::string_view sql, std::span<const Parameter> parameters = {});

  /// Runs one query and returns its rows as text. For small answers.
  /// Requires: no column is a list, a struct or another nested type; cast those to VARCHAR.
  TextRows rows(std::string_view sql, std::span<const Parameter> parameters = {});

  /// The same over a connection of its own: several threads may ask at the same time. It sees what
  /// is committed.
  TextRows rows_apart(std::string_view sql, std::span<const Parameter> parameters = {});

  /// The columns that a query would answer with; it does not run.
  std::vector<QueryColumn> columns_of(std::string_view sql);

  /// Runs one query with one row and one whole-number column. Null gives 0.
  int64_t number(std::string_view sql, std::span<const Parameter> parameters = {});

  /// Gives memory back to the machine that the store and this program have let go: their allocators
  /// keep hundreds of megabytes of it. Takes a sixth of a second for half a gigabyte; for between
  /// the steps of a long run.
  void give_back_memory();

  /// Runs one query whose columns are all VARCHAR and returns them dictionary-encoded, in
  /// parallel by column. Empty texts become null. Rows keep the query's order. `watch` is called
  /// with the rows read so far and may throw to stop.
  std::vector<record::TextColumn> columns(std::string_view sql,
                                          const std::function<void(uint64_t)>& watch = {});
  /// The same with empty texts kept as values of their own.
  std::vector<record::TextColumn> columns(std::string_view sql, EmptyText empty,
                                          const std::function<void(uint64_t)>& watch = {});

  /// The same for expressions over the rows of one table or view that is not temporary, each
  /// written as "expression AS name". Several are read at the same time, each over a connection of
  /// its own, so that a file that is read where it lies does not keep the other threads waiting.
  std::vector<record::TextColumn> table_columns(const TableQuery& query,
                                                const std::function<void(uint64_t)>& watch = {});

  /// The texts of a query over one table by row, without a dictionary; null is the empty text.
  /// Requires: the query has one expression.
  record::TextList table_texts(const TableQuery& query,
                               const std::function<void(uint64_t rows)>& watch = {});
  /// Expressions over one column of texts, worked out for each text of a list, null where a view
  /// has no data. Over a connection of its own: several threads may ask at the same time.
  std::vector<record::TextColumn> value_columns(const ValueQuery& query);

  /// Opens an appender on an existing table.
  std::unique_ptr<Appender> append(std::string_view table);

  /// Runs one statement that reads made rows as newlyn_rows(), such as COPY (FROM newlyn_rows()) TO
  /// a file. They keep their order.
  void run_over(const MadeRows& rows, std::string_view sql);

  /// Appends rows that are given column by column, in the order of the table's columns, all of one
  /// length. Where they are many, several threads write them, each over a connection of its own;
  /// the rows keep their order.
  /// Requires: the table's columns are VARCHAR, and what made it is committed.
  void append_columns(std::string_view table, std::span<const CodedRows> columns);

  /// Loads an extension shipped beside the program ("excel"). Throws Error(store_failed) that
  /// names the folder looked in when it is not there.
  void load_extension(std::string_view name);

  /// In memory, and no statement was ever run in it: there is nothing to find.
  bool is_untouched() const noexcept;

  /// Whether its file is encrypted.
  bool is_encrypted() const noexcept;

  /// Attaches the file of another database, made where it is not there, to be written. `key` as in
  /// StoreOptions; empty: in clear.
  void attach(const std::string& path, std::string_view name, const std::string& key);

  /// Sets what is asked several times a second while a statement runs, on the calling thread; it
  /// throws to stop the statement. Returns what was set before. Empty: nothing is asked.
  std::function<void()> set_watch(std::function<void()> watch);

  /// Where large work spills and where other rooms may put their temporary files.
  const std::string& temporary_folder() const noexcept;

  /// Stops the query that runs in another thread; that call then throws Error(interrupted).
  void interrupt() noexcept;

 private:
  struct Connection;
  explicit Store(std::unique_ptr<Connection> connection);
  void load_ciphers();
  void use_encrypted(const StoreOptions& options);
  std::unique_ptr<Connection> connection_;
};

/// Quotes a name for SQL: a"b becomes "a""b".
std::string quote_name(std::string_view name);
/// Quotes a text for SQL: it's becomes 'it''s'.
std::string quote_text(std::string_view text);

}  // namespace newlyn::store
