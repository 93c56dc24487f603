// SPDX-License-Identifier: MIT
// The words of those records, and of those columns of them, that a reader sees. Counts are of
// records: contents that differ in hidden columns alone must not count as different.
#pragma once

#include <atomic>
#include <cstdint>
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

/// Safe to ask from many threads, as long as neither words nor records change.
class SeenWords {
 public:
  SeenWords(const WordIndex& words, const RecordTable& records, SeenRecords seen);

  size_t record_count() const noexcept { return seen_.count; }
  bool sees(Slot slot) const noexcept { return seen_.slots[slot] != 0; }
  /// How many records of a row are seen.
  uint32_t records_of(Row row) const noexcept { return seen_.of_row[row]; }
  /// How many records that are seen have the word where it is seen.
  size_t holders(TextCode word) const;
  /// Whether the word is seen in the row; `place` becomes the first column in which it is.
  bool sees(TextCode word, WordPlace& place) const;

 private:
  const WordIndex& words_;
  const RecordTable& records_;
  SeenRecords seen_;
  mutable std::vector<std::atomic<uint32_t>> counted_;  // by word: one more than its holders
};

}  // namespace newlyn::index
