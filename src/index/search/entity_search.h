// SPDX-License-Identifier: MIT
// Records that fit a query, scored term by term.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "index/records/record_table.h"
#include "index/search/word_index.h"

namespace newlyn::index {

/// A record that fits.
struct FoundRecord {
  Slot slot = 0;
  double score = 0;
  std::vector<WordHit> hits;
  bool by_id = false;  // a term is its native id
};

class EntitySearch {
 public:
  /// The table must outlive it. Columns that are named in `unsearched` are passed over.
  EntitySearch(const RecordTable& records, const linkage::FittedModel& fitted,
               WordIndex::Variants variants, const std::vector<std::string>& unsearched);

  /// Adds what the table has got since, then finds.
  std::vector<FoundRecord> find(std::string_view query);
  /// Why a record was found, in words.
  std::vector<std::string> reasons(const FoundRecord& found,
                                   const linkage::FittedModel& fitted) const;

 private:
  void catch_up();
  std::map<Slot, double> find_ids(const std::vector<QueryTerm>& terms) const;

  const RecordTable& records_;
  WordIndex words_;
  std::vector<size_t> unsearched_;  // columns
  std::unordered_map<std::string, std::vector<Slot>> slots_of_id_;
  Row rows_done_ = 0;
  Slot slots_done_ = 0;
};

}  // namespace newlyn::index
