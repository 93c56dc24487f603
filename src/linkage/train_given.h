// SPDX-License-Identifier: MIT
// Trains the numbers of a model whose comparisons are given: prior, u, m.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "linkage/linkage.h"
#include "linkage/training_recipe.h"

namespace newlyn::linkage {

/// What training made.
struct GivenTraining {
  Model model;
  uint64_t random_pairs = 0;
  uint64_t deterministic_pairs = 0;
  std::vector<TrainingPassReport> passes;
  std::vector<Dependence> dependences;
  std::vector<std::string> notes;
  std::vector<std::string> warnings;  // what could not be learned, with the remedy
};

/// Trains `start`. `input` has its store and table set. Throws Error(model_invalid) for SQL that
/// does not fit, Error(request_invalid) for a recipe that trains nothing.
GivenTraining train_given(LinkInput input, const Model& start, const TrainingRecipe& recipe,
                          RunContext& run);

}  // namespace newlyn::linkage
