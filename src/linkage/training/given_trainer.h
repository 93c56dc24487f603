// SPDX-License-Identifier: MIT
// Trains a given model over records that are made ready already.
#pragma once

#include "linkage/encoding/unique_rows.h"
#include "linkage/sql/exact_model.h"
#include "linkage/train_given.h"

namespace newlyn::linkage {

/// Records and a model's SQL made ready for one another.
struct ReadyRecords {
  const ExactModel& exact;
  const UniqueRows& rows;
  const pairs::ScoreModel& score;
  size_t first_rule = 0;  // of the recipe, among the rules of `exact`
};

/// The recipe's rules: those for the prior, then those for the passes.
std::vector<BlockingRule> rules_of(const TrainingRecipe& recipe, const Model& model);

/// Trains `start`, whose comparisons are those of `records`. Throws Error as train_given does.
GivenTraining train_ready(const ReadyRecords& records, const Model& start,
                          const TrainingRecipe& recipe, RunContext& run);

}  // namespace newlyn::linkage
