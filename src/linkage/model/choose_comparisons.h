// SPDX-License-Identifier: MIT
// Chooses what to compare from the meaning of the columns and from how they are filled.
#pragma once

#include <string>
#include <vector>

#include "linkage/linkage.h"
#include "pairs/pair_columns.h"

namespace newlyn::linkage {

/// The comparisons chosen, each level with a first guess of m, and what was left out and why.
struct ChosenComparisons {
  std::vector<ModelComparison> comparisons;
  bool has_family = false;  // names and places are there, so households can be told apart
  std::vector<std::string> notes;
};

/// `kinds` has one entry a column. Columns with values in fewer than two records and columns with
/// one value only are left out.
ChosenComparisons choose_comparisons(const pairs::PairColumns& columns,
                                     const std::vector<record::FieldKind>& kinds);

}  // namespace newlyn::linkage
