// SPDX-License-Identifier: MIT
// Splits blocks that are too large by what else their rows agree on.
#pragma once

#include <cstdint>
#include <vector>

#include "linkage/blocking/key_table.h"

namespace newlyn::linkage {

/// What large blocks are split by.
struct Refinement {
  const KeyTable& table;
  const std::vector<uint16_t>& parts;  // of the table, that may be used
  uint32_t block_rows_max = 0;
};

/// The parts that split the given rows best: few pairs left together, most rows with a value.
std::vector<uint16_t> splitting_parts(const std::vector<pairs::Row>& rows, const PartList& rule,
                                      const Refinement& refinement);

/// Replaces the keys of rows in blocks of more than block_rows_max rows by finer keys: the old key
/// together with one of up to three further parts of other columns. Returns how many rows are left
/// in blocks that are still too large; those get no key.
uint64_t refine_large_blocks(pairs::RuleKeys& keys, const PartList& rule,
                             const Refinement& refinement);

}  // namespace newlyn::linkage
