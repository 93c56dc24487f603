// SPDX-License-Identifier: MIT
// Reads files in place into tables of the store, never changing them, losing no row silently.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "store/store.h"

namespace newlyn::source {

/// One input as the person named it.
struct FileRequest {
  std::string path;          // "-" reads standard input
  std::string sheet = {};    // one sheet of a workbook; empty: all sheets
  std::string layout = {};   // fixed width: "id 1-8, surname 9-38"; empty: the file says how it is
  std::string records = {};  // XML: path of a record's element; empty: the one that repeats
  // The columns that are put to use: a row with a longer value than limits::kValueBytesMax in one
  // of them is rejected, and of such a value in another column the beginning is kept. Nothing:
  // every value is kept as it is.
  std::optional<std::vector<std::string>> used = {};
};

/// A row that could not be read. Holds no value of the row.
struct ReadIssue {
  std::string file;
  uint64_t line = 0;  // first line of the row in the file, from 1; 0 when not known
  std::string reason;
};

/// One table read: a file, or one sheet of a workbook.
/// Invariant: rows_read == rows_kept + rows_rejected.
struct InputTable {
  std::string path;
  std::string source_name;           // file stem, or DATA_SOURCE; unique among the inputs
  std::string table;                 // the table or view in the store: kept rows in file order
  std::vector<std::string> columns;  // names of its columns, unique; text unless typed
  bool typed = false;                // true for Parquet: column types are kept in the table
  std::string format;                // "CSV", "Excel", "JSON", "Parquet", "Senzing JSON"
  std::string encoding;              // "UTF-8", "UTF-16LE", "Windows-1252"; empty for binary forms
  std::string delimiter;             // empty where there is none
  bool header_found = true;          // false: columns are called column_1, column_2, ...
  uint64_t rows_read = 0;
  uint64_t rows_kept = 0;
  uint64_t rows_rejected = 0;
  uint64_t heavy_bytes = 0;          // of rows of more than limits::kRowBytesEasy, together
  std::vector<uint64_t> heavy_ends;  // rows after which so many of these have come
  uint64_t bytes_repaired = 0;       // invalid bytes replaced by U+FFFD
  std::string content_hash;          // BLAKE2b-256 of the file's bytes, hexadecimal
};

class InputFile;

/// All inputs of a run.
struct Reading {
  std::vector<InputTable> tables;
  std::vector<ReadIssue> issues;      // the first thousand; the counts in tables are whole
  std::vector<std::string> warnings;  // plain sentences: what was noticed and done
  // Files that are not copied into the store but read where they lie, held open as long as this.
  std::vector<std::shared_ptr<const InputFile>> held;
};

/// Reads every request into `store`. Each value stays the text that stands in the file (Parquet
/// keeps its types), so no leading zero is lost.
/// Throws Error: source_missing, source_unreadable (with file, place and remedy), storage_full.
Reading read_files(store::Store& store, const std::vector<FileRequest>& requests, RunContext& run);

/// Throws Error(source_unreadable) when a file that is read where it lies is no longer what it was.
void check_unchanged(const Reading& reading);

/// The columns of `table` as text, dictionary-encoded, in the order of InputTable::columns. White
/// space around values is removed and empty texts are null.
std::vector<record::TextColumn> load_columns(store::Store& store, const InputTable& table,
                                             RunContext& run);

/// The texts of the one column of `table` by row, as load_columns has them; null is empty.
record::TextList load_texts(store::Store& store, const InputTable& table, RunContext& run);

}  // namespace newlyn::source
