// SPDX-License-Identifier: MIT
// What a model's SQL asks of one record: expressions worked out by DuckDB once, before any pair is
// looked at, each a column of values.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "linkage/sql/sql_tree.h"
#include "pairs/pair_columns.h"
#include "record/text_column.h"
#include "store/store.h"

namespace newlyn::linkage {

/// How the values of an expression can be used here.
enum class ValueKind : uint8_t {
  text,
  boolean,
  integer,  // up to 64 bits
  single,   // single precision
  real,     // double precision
  date,     // as days since 1970-01-01
  time,     // as microseconds since 1970-01-01
  list,
  other,  // equality only
};

/// An expression over one record.
struct RecordColumn {
  SqlTree tree;  // over plain columns
  std::string sql;
  ValueKind kind = ValueKind::other;
  std::string type;                // DuckDB's name of it
  std::vector<std::string> reads;  // the columns it reads, lower case, each once
};

/// The table or view that holds the records, with what stands in it.
struct RecordTable {
  store::Store& store;
  std::string name;
};

/// Collects expressions, finds out their types, and loads their values.
class RecordColumns {
 public:
  explicit RecordColumns(RecordTable table);

  /// The place of an expression over plain columns; a new one the first time.
  uint16_t place_of(const SqlTree& tree);
  /// The place, or nothing when place_of was never called with it.
  std::optional<uint16_t> find(const SqlTree& tree) const;
  size_t size() const noexcept { return columns_.size(); }
  const RecordColumn& operator[](uint16_t place) const { return columns_[place]; }
  bool has_column(const std::string& name) const;

  /// True for an expression that DuckDB could not work out for every record.
  bool is_broken(const SqlTree& tree) const;

  /// Finds the types and loads all values, rows in the table's order. Returns false when an
  /// expression failed for a record: it is then broken, and all others are forgotten, to be asked
  /// for again. Throws Error(model_invalid) for a column or function that does not exist.
  bool load(std::vector<record::TextColumn>& values);

 private:
  /// Expressions that read one column of texts, by the place of that column, which is loaded too.
  using ByColumn = std::map<uint16_t, std::vector<uint16_t>>;

  void describe();
  void find_broken();
  std::optional<uint16_t> text_column_of(const RecordColumn& column) const;
  std::vector<uint16_t> load_plain(std::vector<uint16_t> places, const ByColumn& by_column,
                                   std::vector<record::TextColumn>& values);
  void load_rows(const std::vector<uint16_t>& places, std::vector<record::TextColumn>& values);
  void load_distinct(const ByColumn::value_type& made, std::vector<record::TextColumn>& values);
  std::string text_form(const RecordColumn& column) const;

  RecordTable table_;
  std::vector<std::string> names_;  // of the table's columns, lower case
  std::vector<RecordColumn> columns_;
  std::map<std::string, uint16_t> places_;  // by written tree
  std::vector<std::string> broken_;         // written trees
};

/// A loaded column made ready for comparison: numbers, or the elements of lists.
void fill_values(const RecordColumn& column, pairs::PairColumn& values);

}  // namespace newlyn::linkage
