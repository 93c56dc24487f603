// SPDX-License-Identifier: MIT
// Feeds arbitrary bytes to the whole reading path: packing, encoding, CSV, JSON, workbooks.
//
// Holds: a file is read or refused with an Error that is not `internal`; counts add up; every
// value that comes out is valid UTF-8 and trimmed.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "base/error.h"
#include "source/source.h"
#include "source/table/column_names.h"
#include "source/text/encoding.h"

namespace {

using newlyn::Code;
using newlyn::Error;
using newlyn::source::InputTable;

void require(bool holds) {
  if (!holds) std::abort();
}

newlyn::store::Store& shared_store() {
  static const auto store = newlyn::store::Store::open({});
  return *store;
}

// The bytes as a file without a place on a disk.
int make_file(const uint8_t* bytes, size_t size) {
  const int file = ::memfd_create("fuzz", MFD_CLOEXEC);
  require(file >= 0 && ::write(file, bytes, size) == static_cast<ssize_t>(size));
  return file;
}

void check_value(std::string_view value) {
  require(newlyn::source::trim(value).size() == value.size());
  while (!value.empty()) {
    const int length = newlyn::source::utf8_length(value);
    require(length > 0);
    value.remove_prefix(static_cast<size_t>(length));
  }
}

void check_table(const InputTable& table, newlyn::RunContext& run) {
  require(table.rows_read == table.rows_kept + table.rows_rejected);
  const auto columns = newlyn::source::load_columns(shared_store(), table, run);
  require(columns.size() == table.columns.size());
  for (const auto& column : columns) {
    require(column.row_count() == table.rows_kept);
    for (newlyn::record::ValueCode code = 1; code <= column.values.value_count(); ++code) {
      check_value(column.values[code]);
    }
  }
}

void drop_tables() {
  const auto tables = shared_store().rows("SELECT table_name FROM duckdb_tables()");
  for (const auto& row : tables.rows) {
    shared_store().run("DROP TABLE " + newlyn::store::quote_name(row[0].value_or("")));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const int file = make_file(bytes, size);
  newlyn::RunContext run;
  try {
    const auto reading = newlyn::source::read_files(
        shared_store(), {{"/proc/self/fd/" + std::to_string(file), ""}}, run);
    for (const InputTable& table : reading.tables) check_table(table, run);
  } catch (const Error& error) {
    require(error.code() == Code::source_unreadable);
  }
  drop_tables();
  ::close(file);
  return 0;
}
