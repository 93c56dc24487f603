// SPDX-License-Identifier: MIT
// Opens a source as something that can stand after FROM in the store, and reads its rows from there
// into a table beside the store's own data.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/run_context.h"
#include "source/definition.h"
#include "source/source.h"

namespace newlyn::source {

/// A column as the source has it. The type is one of few words: text, "whole number", number, date,
/// time, "yes or no", bytes, or nothing where no row has a value. Of columns of texts it is that of
/// 95 in 100 values.
struct SourceColumn {
  std::string name;
  std::string type;
  std::string sql_type = {};  // of a database: as the store names it
};

/// One file of a delivery.
struct DeliveredFile {
  std::string path;
  std::string content_hash;
  int64_t written_micros = 0;
};

/// A source that was opened. What it reads stays open as long as this.
struct OpenSource {
  std::string relation;  // stands after FROM
  std::vector<SourceColumn> columns;
  std::vector<std::string> key;      // the primary key, where the source tells one
  std::vector<DeliveredFile> files;  // none for a database
  std::string content_hash;          // of all files; empty for a database
  uint64_t rows_rejected = 0;        // rows of files that could not be read
  bool tells_lengths = false;        // of a database: it can be asked how long its values are
  bool has_rowid = false;            // of SQLite: its rows have a number
  Reading reading;                   // issues and warnings; holds files open
  std::shared_ptr<const void> copy;  // of an SQLite database that is read in its place
};

/// Opens `definition` in `store`, whose default catalog is a database in memory that goes when the
/// store is closed. Files are read here; the rows of a database when they are asked for.
/// Throws Error with a plain sentence: source_missing, source_unreadable, access_refused.
OpenSource open_source(store::Store& store, const Definition& definition, RunContext& run);

/// Statements that ask a source stand inside one of these. What is asked of SQLite and MySQL in
/// their own words needs one transaction for preparing and running: between two, the connection is
/// closed. For other sources it does nothing. Without end() what was made inside is undone.
class AskingScope {
 public:
  AskingScope(store::Store& store, const Definition& definition);
  AskingScope(const AskingScope&) = delete;
  AskingScope& operator=(const AskingScope&) = delete;
  ~AskingScope();
  void end();

 private:
  store::Store& store_;
  bool open_ = false;
};

/// Up to `rows_max` rows as they can be looked at, standing after FROM: of long values the
/// beginning. All columns are there, some as texts. It is asked inside an AskingScope.
std::string looked_rows(const Definition& definition, const OpenSource& source, uint64_t rows_max);

/// Up to `rows_max` rows (0: all) with `columns` (no names: all), standing after FROM. Values of a
/// database that are too long to be stored are not there. It is asked inside an AskingScope.
std::string short_rows(const Definition& definition, const OpenSource& source,
                       const std::vector<std::string>& columns, uint64_t rows_max);

/// Turns what went wrong while a source was read into a sentence about that source.
Error source_failure(const Definition& definition, const Error& error);

/// What is taken of a source's rows.
struct Taking {
  std::optional<std::string> since;  // of the watermark column: this and what is newer
  uint64_t rows_max = 0;             // 0: all
  std::vector<std::string> columns;  // mapped columns that the source has
  std::string table = "staged";      // made in the default catalog
  std::string part = {};             // stands after FROM: these rows alone, not those of the source
};

/// What was taken. read == kept + rejected + filtered.
struct Taken {
  uint64_t rows_read = 0;
  uint64_t rows_kept = 0;
  uint64_t rows_rejected = 0;
  uint64_t rows_filtered = 0;
  uint64_t rows_lost = 0;      // of the rejected, those whose record is not known
  uint64_t rows_keyless = 0;   // of the rejected
  uint64_t rows_broken = 0;    // of the rejected: with a text that is not UTF-8
  uint64_t rows_too_long = 0;  // of the rejected
  uint64_t rows_repeated = 0;  // of the rejected: their key came before
  std::string broken;          // one text that is: its column and its row
  std::string too_long;        // the first value that is: its column, its row and its length
  std::string watermark;       // the largest value seen; empty without one
};

/// The columns of a source that a reading has to do with: what is copied, the key and the
/// watermark; all of them where rows are filtered by words of their own.
std::vector<std::string> columns_in_use(const Definition& definition, const Taking& taking,
                                        const OpenSource& source);

/// Reads rows into the table `taking.table` with the columns newlyn_native_id, newlyn_row_hash and
/// those of `taking.columns` as text. Rows that cannot be kept (no key, a key that came before, a
/// value that is too long, a text that is not UTF-8) are counted, and listed in
/// `source.reading.issues`.
Taken take_rows(store::Store& store, const Definition& definition, const Taking& taking,
                OpenSource& source);

/// SQL for the native id that take_rows gives a row: its key, or the hash of the copied columns
/// where the definition names none. Of rows of one content it is that of the first.
std::string native_id_sql(const Definition& definition, const std::vector<std::string>& columns);

/// The same for a part of the rows, `taking.part`: what is known of the whole delivery alone, the
/// rows of its files that could not be read and keys that came before, is not looked at.
Taken take_part(store::Store& store, const Definition& definition, const Taking& taking,
                const OpenSource& source);

/// Removes rows whose key came before from the table of a whole delivery, and returns how many.
uint64_t drop_repeated(store::Store& store, const std::string& table);

/// Adds what is known of the whole delivery alone to the counts of its parts, and lists in
/// `source.reading.issues` why rows are rejected.
void sum_up(const Definition& definition, OpenSource& source, Taken& taken);

/// SQL for the hash of a row over `columns` (sorted by name): the same on every machine and run.
std::string row_hash_sql(std::vector<std::string> columns);

}  // namespace newlyn::source
