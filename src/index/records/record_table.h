// SPDX-License-Identifier: MIT
// The records of an index and which of their contents an edge joins.
//
// 1. A record's slot is its number for ever, also while it is gone.
// 2. Records of equal content share a row. A row without records keeps its number, its values and
//    its place among the blocking keys, and has no neighbours until a record brings it back.
// 3. Records are kept as bytes and every different text once; a copy for a snapshot is a matter of
//    a moment (see pages/paged.h).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "index/change.h"
#include "index/pages/byte_pages.h"
#include "index/pages/hash_slots.h"
#include "index/pages/paged.h"
#include "index/past/record_versions.h"
#include "index/records/postings.h"
#include "index/records/record_bytes.h"
#include "index/records/text_table.h"
#include "linkage/fitted_model.h"

namespace newlyn::index {

/// The number of a record key.
using Slot = uint32_t;

/// What stands in place of the source of a forgotten record; its slot stands in place of the id.
inline constexpr std::string_view kForgotten = "forgotten";

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

  /// A table with the same records in the same slots, made of them and of what they said before
  /// alone: of those that are gone it has the keys, some of them under another name, and nothing
  /// else. set_edges must follow.
  RecordTable anew(const linkage::FittedModel& fitted,
                   const std::map<Slot, RecordKey>& names) const;

  /// The slot of a key that was ever there.
  std::optional<Slot> find(const KeyView& key) const;
  bool is_live(Slot slot) const noexcept { return slots_[slot].is_live != 0; }
  Record record(Slot slot) const { return read_record(bytes_of(slot)); }
  /// The record as it is kept. Good for ever.
  std::string_view bytes_of(Slot slot) const noexcept {
    return bytes_.view(slots_[slot].address, slots_[slot].length);
  }
  KeyView key(Slot slot) const { return key_in(bytes_of(slot)); }
  /// Fetches a record's key from memory, for somebody who asks for it a little later.
  void ask_for_key(Slot slot) const noexcept { __builtin_prefetch(bytes_of(slot).data()); }
  /// The record as it was at the end of a step, laid out for the model of now; nothing where that
  /// was not kept. Requires: it was there then.
  std::optional<Record> record_at(Slot slot, uint64_t sequence) const;
  /// The record as it is, or was last, laid out so; nothing where that was not kept.
  std::optional<Record> last_record(Slot slot) const;
  /// What a record said before, as far as that is kept, laid out so.
  std::vector<Record> former_versions(Slot slot) const;
  /// Keeps of versions that the records have no more only that there were such. The bytes go with
  /// anew.
  void forget_versions(std::span<const Slot> slots);
  /// Calls `take` with the bytes of every version that a record has no more, the last one first,
  /// and the step that ended it.
  template <typename Take>
  void each_version(Slot slot, Take take) const {
    for (uint32_t name = slots_[slot].last_version; name != RecordVersions::kNone;
         name = versions_[name].before) {
      const RecordVersions::Version& version = versions_[name];
      const bool is_kept = version.length > 0;
      take(is_kept ? bytes_.view(version.address, version.length) : "", version.until);
    }
  }
  /// The step that brought what a record said at the end of another, if it changed to it.
  uint64_t changed_by(Slot slot, uint64_t sequence) const noexcept {
    return versions_.ended_by(slots_[slot].last_version, sequence);
  }
  Row row(Slot slot) const noexcept { return slots_[slot].row; }
  /// The number of a record's source among the texts.
  TextCode source_code(Slot slot) const noexcept { return slots_[slot].source; }
  size_t slot_count() const noexcept { return slots_.size(); }
  size_t row_count() const noexcept { return rows_.size(); }
  size_t live_count() const noexcept { return live_count_; }
  /// How many pairs were weighed for records that were put in one by one.
  uint64_t pair_count() const noexcept { return pair_count_; }

  /// Puts a record in. With `compare`, join_new_rows must follow before neighbours are asked for of
  /// what is new; without it set_edges. Requires: its key is not live.
  Slot put(const Record& record, bool compare);
  /// Joins the rows that were put in since with all those they are like. Many are compared at once
  /// by all threads.
  void join_new_rows();
  /// Takes a record out in the step `sequence`; what it said is kept. Requires: it is live.
  void take(Slot slot, uint64_t sequence);

  /// The live records of a row.
  std::vector<Slot> slots_of(Row row) const;
  /// Calls `take` with each of them.
  template <typename Take>
  void each_slot(Row row, Take take) const {
    for (Slot slot = rows_[row].first_slot; slot != kEnd; slot = slots_[slot].next) take(slot);
  }
  bool has_slots(Row row) const noexcept { return rows_[row].first_slot != kEnd; }
  Slot first_slot(Row row) const noexcept { return rows_[row].first_slot; }
  std::vector<Row> neighbours(Row row) const;
  /// Replaces all neighbours by those of a full run, and makes lookups fast.
  void set_edges(const std::vector<std::pair<Row, Row>>& edges);

  /// The rows with a record that share a blocking key with these values, ascending.
  std::vector<Row> candidates(const std::vector<std::string>& complete) const;
  /// The same weighed.
  std::vector<Neighbour> compare(const std::vector<std::string>& complete) const;
  /// The complete values of a row. Good for ever.
  void values_of(Row row, std::vector<std::string_view>& values) const;
  /// The text of one column of a row.
  TextCode code(Row row, size_t column) const noexcept { return codes_[row * width_ + column]; }
  size_t width() const noexcept { return width_; }
  const TextTable& texts() const noexcept { return texts_; }
  TextTable& texts() noexcept { return texts_; }
  /// The rows of a blocking key.
  const Postings& postings() const noexcept { return postings_; }

  /// A copy for somebody who only saves it.
  RecordTable share();
  /// Sorts later keys among the others: of a copy.
  void sort_keys() { postings_.sort(); }
  /// Takes over the keys that a copy has sorted.
  void adopt_keys(const RecordTable& copy) { postings_.adopt(copy.postings_); }
  void save(SnapshotWriter& writer) const;
  void load(SnapshotReader& reader);

 private:
  static constexpr uint32_t kEnd = 0xFFFF'FFFF;
  struct KeptSlot {
    uint64_t address = 0;
    uint32_t length = 0;
    Row row = 0;
    Slot next = kEnd;  // of the same row
    TextCode source = 0;
    uint32_t is_live = 0;
    uint32_t last_version = RecordVersions::kNone;  // of those it had before
  };
  struct KeptRow {
    uint64_t hash_first = 0;
    uint64_t hash_second = 0;
    Slot first_slot = kEnd;
    uint32_t first_edge = kEnd;
  };
  struct KeptEdge {
    Row row = 0;
    uint32_t next = kEnd;
  };
  /// What some new rows are joined with.
  struct NewEdges {
    std::vector<std::pair<Row, Row>> edges;
    uint64_t pair_count = 0;  // that were weighed
  };
  Row row_of(const std::vector<std::string>& complete, bool compare);
  std::vector<Row> candidates(std::span<const std::string_view> complete) const;
  std::vector<Row> candidates_of_new(Row row) const;
  NewEdges edges_of_new(std::span<const Row> rows) const;
  void lay_out_again(const linkage::FittedModel& fitted);
  void add_slot(Row row, Slot slot);
  void erase_slot(Row row, Slot slot);
  void add_edge(Row from, Row to);
  void erase_edge(Row from, Row to);
  void keep(Slot slot, const Record& record);
  std::optional<Record> read_version(uint32_t name) const;
  void take_out(Slot slot);
  void take_over_versions(const RecordTable& from, Slot slot);

  const linkage::FittedModel* fitted_;
  size_t width_;
  BytePages bytes_;  // of records
  Paged<KeptSlot> slots_;
  HashSlots slot_of_key_;
  TextTable texts_;
  Paged<TextCode> codes_;  // row after row
  Paged<KeptRow> rows_;
  HashSlots row_of_hash_;
  Paged<KeptEdge> edges_;
  uint32_t free_edge_ = kEnd;
  Postings postings_;
  std::vector<Row> new_rows_;  // that are to be joined
  RecordVersions versions_;
  size_t live_count_ = 0;
  uint64_t pair_count_ = 0;
};

}  // namespace newlyn::index
