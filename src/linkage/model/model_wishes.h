// SPDX-License-Identifier: MIT
// What somebody wrote about a model, bound to the columns there are.
#pragma once

#include <vector>

#include "linkage/linkage.h"
#include "linkage/model/choose_comparisons.h"
#include "pairs/pair_columns.h"

namespace newlyn::linkage {

/// Puts written comparisons in place of those chosen. One without levels keeps the levels chosen
/// for its name. Levels without m or u get guesses. Throws Error(model_invalid) that begins with
/// the place of what cannot be used.
void use_written(const std::vector<WrittenComparison>& written, const pairs::PairColumns& columns,
                 ChosenComparisons& chosen);

/// The parts of a written rule. Throws Error(model_invalid) that begins with its place, also for a
/// column that is not there.
std::vector<KeyPart> read_written(const WrittenRule& rule, const pairs::PairColumns& columns);

/// Sets m and u back to those of `start` where they are fixed. Both have the same comparisons.
void restore_fixed(const Model& start, Model& model);

}  // namespace newlyn::linkage
