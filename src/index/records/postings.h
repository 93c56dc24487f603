// SPDX-License-Identifier: MIT
// From blocking keys to rows: what was there at a freeze in two flat arrays, later ones in a map.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

namespace newlyn::index {

/// A different content of records, by number.
using Row = uint32_t;

class Postings {
 public:
  void add(uint64_t key, Row row) { later_[key].push_back(row); }
  /// Adds what is only found after the next freeze(): for very many at once.
  void add_unfrozen(uint64_t key, Row row) { unfrozen_.emplace_back(key, row); }
  /// Moves everything into the flat arrays: a few bytes a key, found by halving.
  void freeze();
  /// Adds the rows of a key to `rows`.
  void rows_of(uint64_t key, std::vector<Row>& rows) const;

 private:
  std::vector<uint64_t> keys_;  // ascending, one a row
  std::vector<Row> rows_;
  std::unordered_map<uint64_t, std::vector<Row>> later_;
  std::vector<std::pair<uint64_t, Row>> unfrozen_;
};

}  // namespace newlyn::index
