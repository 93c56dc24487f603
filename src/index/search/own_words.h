// SPDX-License-Identifier: MIT
// What a record's own words tell of the terms of a query, for records that are found by something
// else.
#pragma once

#include <vector>

#include "index/records/record_table.h"
#include "index/search/entity_search.h"
#include "index/search/seen_words.h"
#include "index/search/word_index.h"

namespace newlyn::index {

/// The best word of a term in a record.
struct BestWord {
  double score = 0;
  WordHit hit;
};

/// Words and records that a query is about. Requires: all of them outlive it.
struct SearchedWords {
  const RecordTable& records;
  const WordIndex& words;  // of the records
  const WordIndex::Variants& variants;
  const SeenWords* seen = nullptr;  // null: all rows count

  bool sees(Slot slot) const { return seen == nullptr ? records.is_live(slot) : seen->sees(slot); }
  /// Rows, or records where only some are seen: among how many a word is rare.
  double row_count() const {
    return static_cast<double>(seen == nullptr ? words.row_count() : seen->record_count());
  }
};

/// The words that terms may stand for, each looked up once.
class OwnWords {
 public:
  OwnWords(const SearchedWords& searched, const std::vector<QueryTerm>& terms)
      : searched_(searched) {
    for (const QueryTerm& term : terms) {
      like_.push_back(searched.words.words_like(term, searched.records.texts(), searched.variants,
                                                searched.seen));
    }
  }

  /// The best word of a term that stands in the record itself.
  BestWord of(Slot slot, size_t term) const;

 private:
  SearchedWords searched_;
  std::vector<std::vector<LikeWord>> like_;  // by term
};

}  // namespace newlyn::index
