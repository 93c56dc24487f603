// SPDX-License-Identifier: MIT
// Sorts what came later into what was there.
#include "index/records/postings.h"

#include <algorithm>
#include <tuple>

namespace newlyn::index {

void Postings::freeze() {
  std::vector<std::pair<uint64_t, Row>> all = std::move(unfrozen_);
  unfrozen_ = {};
  for (size_t i = 0; i < keys_.size(); ++i) all.emplace_back(keys_[i], rows_[i]);
  for (const auto& [key, rows] : later_) {
    for (const Row row : rows) all.emplace_back(key, row);
  }
  later_ = {};
  std::sort(all.begin(), all.end());
  keys_.resize(all.size());
  rows_.resize(all.size());
  for (size_t i = 0; i < all.size(); ++i) std::tie(keys_[i], rows_[i]) = all[i];
}

void Postings::rows_of(uint64_t key, std::vector<Row>& rows) const {
  auto place = std::lower_bound(keys_.begin(), keys_.end(), key);
  for (; place != keys_.end() && *place == key; ++place) {
    rows.push_back(rows_[static_cast<size_t>(place - keys_.begin())]);
  }
  const auto later = later_.find(key);
  if (later != later_.end()) rows.insert(rows.end(), later->second.begin(), later->second.end());
}

}  // namespace newlyn::index
