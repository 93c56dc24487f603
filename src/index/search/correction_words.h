// SPDX-License-Identifier: MIT
// The words of values that people set right, for search: as long as a correction is in force, its
// record is found by them as by its own.
//
// 1. Made of the corrections alone, so that whatever happened before, they are what a full run
//    would give. Few values are set right by hand: they are gone over again when one is.
// 2. Only fields that are searched in records are searched here.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "index/corrections/correction_book.h"
#include "index/records/text_table.h"
#include "index/search/word_index.h"
#include "linkage/fitted_model.h"

namespace newlyn::index {

class CorrectionWords {
 public:
  /// A value in force.
  struct Entry {
    RecordKey record;
    std::string field;
    uint16_t column = 0;  // of complete records
  };

  CorrectionWords(const CorrectionBook& corrections, const linkage::FittedModel& fitted,
                  const std::vector<bool>& is_unsearched);

  bool is_empty() const noexcept { return entries_.empty(); }
  const std::vector<Entry>& entries() const noexcept { return entries_; }
  /// The words that may be meant by a term, in the order in which they are found; their scores and
  /// holders are among corrections alone.
  std::vector<LikeWord> words_like(const QueryTerm& term,
                                   const WordIndex::Variants& variants) const {
    return words_.words_like(term, texts_, variants, nullptr);
  }
  std::string_view text(TextCode word) const { return texts_[word]; }
  /// The numbers of entries that have a word.
  std::vector<size_t> entries_with(TextCode word) const;
  /// The same for a text.
  std::vector<size_t> entries_with(std::string_view text) const;

 private:
  std::vector<Entry> entries_;
  TextTable texts_;
  WordIndex words_;  // whose rows are entries, of one column
};

}  // namespace newlyn::index
