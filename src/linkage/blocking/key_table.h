// SPDX-License-Identifier: MIT
// The blocking keys of every distinct value, computed once, and rules put together from them.
#pragma once

#include <cstdint>
#include <vector>

#include "linkage/model.h"
#include "pairs/pair_blocks.h"
#include "pairs/pair_columns.h"

namespace newlyn::linkage {

/// A rule as places of its parts in a KeyTable.
using PartList = std::vector<uint16_t>;

/// Key parts prepared over the columns of a run. The columns must outlive the table.
class KeyTable {
 public:
  explicit KeyTable(pairs::PairColumns& columns) : columns_(columns) {}

  /// Prepares a part, once. Throws Error(model_invalid) when its column is not there.
  uint16_t add(const KeyPart& part);
  const KeyPart& part(uint16_t index) const { return parts_[index].part; }
  size_t part_count() const noexcept { return parts_.size(); }
  size_t row_count() const noexcept { return columns_.row_count; }
  /// The place of the part's column.
  uint16_t column_of(uint16_t index) const { return parts_[index].column; }

  /// The keys of all rows under a rule. At most one part may be each_word.
  pairs::RuleKeys keys(const PartList& rule) const;
  /// Keys of some rows only, ascending.
  pairs::RuleKeys keys(const PartList& rule, const std::vector<pairs::Row>& rows) const;

  /// How many different keys a part has, counted up to some ten thousands; 0 for each_word.
  size_t key_count(uint16_t index) const noexcept;

  /// The key of one row under one part, 0 for none; the first word's key for each_word.
  uint64_t key(uint16_t index, pairs::Row row) const noexcept;

  /// True when both rows agree on every part.
  bool agree(const PartList& rule, pairs::RowPair pair) const noexcept;
  bool agree(uint16_t index, pairs::RowPair pair) const noexcept;

 private:
  struct Prepared {
    KeyPart part;
    uint16_t column = 0;
    std::vector<uint64_t> by_code;  // empty for each_word
    size_t key_count = 0;           // different ones
  };
  pairs::PairColumns& columns_;
  std::vector<Prepared> parts_;
};

}  // namespace newlyn::linkage
