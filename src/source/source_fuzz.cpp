// SPDX-License-Identifier: MIT
// Feeds arbitrary bytes to the parsers, and every sixteenth length to the whole reading path.
//
// Holds: a file is read or refused as source_unreadable; counts add up; every value that comes out
// is valid UTF-8 and trimmed; records come out the same whatever pieces the text arrives in.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "base/error.h"
#include "source/delimited/dialect.h"
#include "source/delimited/header.h"
#include "source/json/json_splitter.h"
#include "source/json/senzing.h"
#include "source/source.h"
#include "source/table/column_names.h"
#include "source/text/encoding.h"
#include "source/workbook/cell_text.h"

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

// The text in pieces of a few bytes.
class Pieces final : public newlyn::source::TextStream {
 public:
  Pieces(std::string_view text, size_t bytes) : text_(text), bytes_(bytes) {}
  bool more(std::string& buffer) override {
    const std::string_view piece = text_.substr(0, bytes_);
    buffer.append(piece);
    text_.remove_prefix(piece.size());
    return !piece.empty();
  }
  uint64_t repaired() const override { return 0; }

 private:
  std::string_view text_;
  size_t bytes_;
};

// All fields of all records, and where they stand.
std::string read_records(std::string_view text, const newlyn::source::Dialect& dialect,
                         size_t bytes) {
  Pieces pieces(text, bytes);
  newlyn::source::RecordReader reader(pieces, {}, dialect, "'x'");
  newlyn::source::Record record;
  std::string all;
  while (reader.next(record)) {
    all += std::to_string(record.line) + (record.quote_open ? "?" : ":");
    for (const std::string_view field : record.fields) (all += field) += '\x1f';
  }
  return all;
}

void try_json(std::string_view text) {
  Pieces pieces(text, 100);
  try {
    newlyn::source::JsonSplitter splitter(pieces, {}, "'x'");
    newlyn::source::JsonPiece piece;
    newlyn::source::JsonValue value;
    while (splitter.next(piece)) {
      if (!newlyn::source::parse_json(piece.text, value) || !value.is_object()) continue;
      for (const auto& [name, field] : newlyn::source::flatten_senzing(value)) {
        newlyn::source::senzing_rank(name);
      }
    }
  } catch (const Error& error) {
    require(error.code() == Code::source_unreadable);
  }
}

void try_parsers(std::string_view bytes) {
  newlyn::source::EncodingCensus census;
  census.add(bytes);
  newlyn::source::Decoder decoder(census.decide());
  std::string text;
  decoder.decode(bytes, true, text);
  const auto finding = newlyn::source::find_dialect(text, true);
  require(read_records(text, finding.dialect, bytes.size() % 13 + 3) ==
          read_records(text, finding.dialect, text.size() + 1));
  const auto sample = newlyn::source::read_sample(text, true, finding.dialect, 100);
  newlyn::source::is_header(sample.records);
  newlyn::source::read_format(text);
  try_json(text);
}

void try_whole_path(const uint8_t* bytes, size_t size) {
  const int file = make_file(bytes, size);
  newlyn::RunContext run;
  std::vector<std::string> tables;
  try {
    const auto reading = newlyn::source::read_files(
        shared_store(), {{"/proc/self/fd/" + std::to_string(file), ""}}, run);
    for (const InputTable& table : reading.tables) {
      tables.push_back(table.table);
      check_table(table, run);
    }
  } catch (const Error& error) {
    require(error.code() == Code::source_unreadable);
  }
  for (const std::string& table : tables) {
    shared_store().run("DROP TABLE " + newlyn::store::quote_name(table));
  }
  ::close(file);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const bool packed = size > 4 && (bytes[0] == 0x1F || bytes[0] == 0x28 || bytes[0] == 'P');
  try_parsers({reinterpret_cast<const char*>(bytes), size});
  if (packed || size % 16 == 0) try_whole_path(bytes, size);
  return 0;
}
