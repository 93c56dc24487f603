// SPDX-License-Identifier: MIT
// Records that fit a query, scored term by term.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "index/records/record_table.h"
#include "index/search/seen_words.h"
#include "index/search/word_index.h"

namespace newlyn::index {

/// A word of a query and where it stands in a row.
struct WordHit {
  TextCode word = 0;
  uint16_t column = 0;
  Likeness likeness = Likeness::same;
  bool is_held = false;  // not in a column: a number that the record shows besides
  uint32_t corrected =
      0;  // one more than its place among the corrected words of the answer, or held

  bool is_there() const noexcept { return word != 0 || corrected != 0; }
};

/// A content that fits, or a record by its native id or by what was set right in it.
struct FoundRow {
  static constexpr uint32_t kNoHits = 0xFFFF'FFFF;
  double score = 0;
  Row row = 0;
  uint32_t hits = 0;       // where they begin among those of the answer, one a term; kNoHits: none
  bool by_id = false;      // a record by its native id
  bool of_record = false;  // the record `slot` alone, by what was set right in it
  Slot slot = 0;

  bool is_one_record() const noexcept { return by_id || of_record; }
};

/// A number that records show besides, found as it is.
struct HeldText {
  std::string field;
  std::string text;
};

/// All that fits a query.
struct FoundRows {
  std::vector<FoundRow> rows;  // in no order
  std::vector<WordHit> hits;   // term after term for each row
  std::vector<QueryTerm> terms;
  std::vector<std::string> corrected;  // words that people set right, as hits name them
  std::vector<HeldText> held;          // the same of numbers that are shown besides
};

class EntitySearch {
 public:
  EntitySearch() = default;
  /// Columns that are named in `unsearched` are passed over.
  EntitySearch(const linkage::FittedModel& fitted, const std::vector<std::string>& unsearched);

  /// The words of a row that is new in the table.
  void add_row(RecordTable& records, Row row);
  /// A record that is new in the table.
  void add_slot(const RecordTable& records, Slot slot);
  /// Takes all rows and records of the table at once in place of what it has.
  void build(RecordTable& records);
  size_t row_count() const noexcept { return words_.row_count(); }
  size_t slot_count() const noexcept { return slot_count_; }
  const WordIndex& words() const noexcept { return words_; }
  bool is_unsearched(size_t column) const { return is_unsearched_[column]; }
  const std::vector<bool>& unsearched() const noexcept { return is_unsearched_; }

  /// Finds, among all rows or those that are seen. Safe to call from many threads at once, as long
  /// as nothing is added.
  FoundRows find(const std::vector<QueryTerm>& terms, const RecordTable& records,
                 const WordIndex::Variants& variants, const SeenWords* seen) const;
  /// Why a row was found, in words.
  static std::vector<std::string> reasons(
      const FoundRows& found, const FoundRow& row,
      const std::pair<const TextTable&, const linkage::FittedModel&>& of);

  EntitySearch share();
  void sort(const TextTable& texts);
  void adopt(const EntitySearch& sorted);
  void save(SnapshotWriter& writer) const;
  void load(SnapshotReader& reader);

 private:
  std::vector<std::pair<Slot, size_t>> slots_of_ids(const std::vector<QueryTerm>& terms,
                                                    const RecordTable& records,
                                                    const SeenWords* seen) const;
  void add_ids(const std::vector<QueryTerm>& terms, const RecordTable& records,
               const SeenWords* seen, FoundRows& found) const;

  std::vector<bool> is_unsearched_;  // by column
  WordIndex words_;
  Postings slots_of_id_;  // by hash of the native id in lower case
  size_t slot_count_ = 0;
};

}  // namespace newlyn::index
