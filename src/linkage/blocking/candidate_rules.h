// SPDX-License-Identifier: MIT
// The blocking rules that could be used, made from the meaning of the columns.
#pragma once

#include <vector>

#include "linkage/blocking/key_table.h"
#include "linkage/linkage.h"

namespace newlyn::linkage {

/// Adds the key parts of every column to `table` and returns rules over them: single parts that
/// tell much, pairs of parts of different fields, and triples of coarse parts.
std::vector<PartList> candidate_rules(const pairs::PairColumns& columns,
                                      const std::vector<record::FieldKind>& kinds, KeyTable& table);

}  // namespace newlyn::linkage
