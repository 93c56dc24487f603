// SPDX-License-Identifier: MIT
// Search as one would write it who has all the time there is: the twin of EntityIndex::search.
#pragma once

#include <string>
#include <vector>

#include "index/index.h"

namespace newlyn::index {

/// The records of an index in the order in which their contents came, each with its values
/// complete.
struct SlowRecord {
  RecordKey key;
  std::string entity;
  std::vector<std::string> values;
  bool is_there = true;  // records that went still count in how rare a word is
  std::vector<std::pair<size_t, std::string>> corrected = {};  // values set right, by column
};

/// What search answers, by going over everything for each term.
std::vector<SearchHit> slow_search(const std::vector<SlowRecord>& records, const IndexPlan& plan,
                                   const std::string& query, size_t count);

}  // namespace newlyn::index
