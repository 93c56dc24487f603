// SPDX-License-Identifier: MIT
// The records of an index and which of their contents an edge joins.
//
// 1. A record's slot is its number for ever, also while it is gone.
// 2. Records of equal content share a row. A row without records keeps its number, its values and
//    its place among the blocking keys, and has no neighbours until a record brings it back.
// 3. Values are kept once a column; a new record adds to the columns and encodes nothing again.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "index/change.h"
#include "index/records/postings.h"
#include "linkage/fitted_model.h"
#include "record/text_column.h"

namespace newlyn::index {

/// The number of a record key.
using Slot = uint32_t;

/// A row that a record is compared with, and the weight.
struct Neighbour {
  Row row = 0;
  double weight = 0;
};

class RecordTable {
 public:
  /// The model must outlive the table or its time with the table.
  explicit RecordTable(const linkage::FittedModel& fitted);
  /// Puts all records under another model; slots stay, rows do not. set_edges must follow. Values
  /// go by the names of their columns, from and to what is shown besides.
  void refit(const linkage::FittedModel& fitted);

  /// The slot of a key that was ever there.
  std::optional<Slot> find(const RecordKey& key) const;
  bool is_live(Slot slot) const noexcept { return records_[slot].is_live; }
  const Record& record(Slot slot) const noexcept { return records_[slot].record; }
  Row row(Slot slot) const noexcept { return records_[slot].row; }
  size_t slot_count() const noexcept { return records_.size(); }
  size_t row_count() const noexcept { return rows_.size(); }
  size_t live_count() const noexcept { return live_count_; }
  /// How many pairs were weighed for records that were put in one by one.
  uint64_t pair_count() const noexcept { return pair_count_; }

  /// Puts a record in. Without `compare`, nothing is compared, and set_edges must follow before
  /// neighbours are asked for. Requires: its key is not live.
  Slot put(Record record, bool compare);
  /// Takes a record out. Requires: it is live.
  void take(Slot slot);

  const std::vector<Slot>& slots_of(Row row) const noexcept { return rows_[row].slots; }
  const std::vector<Row>& neighbours(Row row) const noexcept { return rows_[row].neighbours; }
  /// Replaces all neighbours by those of a full run, and makes lookups fast.
  void set_edges(const std::vector<std::pair<Row, Row>>& edges);

  /// The live rows that share a blocking key with these values, weighed.
  std::vector<Neighbour> compare(const std::vector<std::string>& complete) const;
  /// The complete values of a row. Good until the next record is put in.
  void values_of(Row row, std::vector<std::string_view>& values) const;

 private:
  struct KeptRecord {
    Record record;
    Row row = 0;
    bool is_live = false;
  };
  struct KeptRow {
    linkage::ContentHash hash;
    std::vector<Slot> slots;  // live ones
    std::vector<Row> neighbours;
  };
  Row row_of(const std::vector<std::string>& complete, bool compare);
  void join_neighbours(Row row);
  void lay_out_again(const linkage::FittedModel& fitted);

  const linkage::FittedModel* fitted_;
  std::vector<KeptRecord> records_;
  std::map<RecordKey, Slot> slot_of_key_;
  std::vector<record::ValueIndex> values_;  // by column
  std::vector<record::ValueCode> codes_;    // row after row
  std::vector<KeptRow> rows_;
  std::unordered_map<uint64_t, std::vector<Row>> rows_of_hash_;
  Postings postings_;
  size_t live_count_ = 0;
  uint64_t pair_count_ = 0;
};

}  // namespace newlyn::index
