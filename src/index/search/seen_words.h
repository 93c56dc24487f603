// SPDX-License-Identifier: MIT
// The words of those records, and of those columns of them, that a reader sees. Counts are of
// records: contents that differ in hidden columns alone must not count as different.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "index/records/record_table.h"
#include "index/search/word_index.h"

namespace newlyn::index {

/// Which records and columns count.
struct SeenRecords {
  std::vector<uint8_t> slots;    // by slot: whether it counts
  std::vector<uint32_t> of_row;  // how many of each row do
  std::vector<bool> columns;     // of complete records
  size_t count = 0;
};

/// Few records that do not count, where all others do. Counts are of contents then, as where
/// nothing is hidden.
struct HiddenRecords {
  std::set<Slot> slots;
  std::set<Row> rows;                               // that no other record has
  std::unordered_map<std::string, uint32_t> words;  // in how many of the rows each is
};

/// Safe to ask from many threads, as long as neither words nor records change.
class SeenWords {
 public:
  SeenWords(const WordIndex& words, const RecordTable& records, SeenRecords seen);
  SeenWords(const WordIndex& words, const RecordTable& records, HiddenRecords hidden);

  /// Whether counts are of contents and not of records.
  bool counts_contents() const noexcept { return hidden_.has_value(); }
  size_t record_count() const noexcept {
    return hidden_ ? words_.row_count() - hidden_->rows.size() : seen_.count;
  }
  bool sees(Slot slot) const noexcept {
    return hidden_ ? records_.is_live(slot) && !hidden_->slots.contains(slot)
                   : seen_.slots[slot] != 0;
  }
  /// How many records of a row are seen.
  uint32_t records_of(Row row) const noexcept {
    return hidden_ ? (hidden_->rows.contains(row) ? 0 : 1) : seen_.of_row[row];
  }
  /// How many records that are seen have the word where it is seen.
  size_t holders(TextCode word) const;
  /// Whether the word is seen in the row; `place` becomes the first column in which it is.
  bool sees(TextCode word, WordPlace& place) const;

 private:
  const WordIndex& words_;
  const RecordTable& records_;
  SeenRecords seen_;
  std::optional<HiddenRecords> hidden_;                 // else `seen_` says what counts
  mutable std::vector<std::atomic<uint32_t>> counted_;  // by word: one more than its holders
};

}  // namespace newlyn::index
