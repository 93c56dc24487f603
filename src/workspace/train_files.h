// SPDX-License-Identifier: MIT
// Trains a model on files and saves it.
#pragma once

#include <string>
#include <vector>

#include "linkage/train_given.h"
#include "workspace/link_files.h"

namespace newlyn::workspace {

/// What a person asks of `train`.
struct TrainFilesRequest {
  LinkFilesRequest files;  // files, model (the start), save_model, id_column, truth, seed
  linkage::TrainingRecipe recipe;
  std::string labels;         // pairs known to be matches: Splink's labels as CSV; empty: none
  std::string recipe_file;    // a training recipe (TOML); empty: none
  bool print_recipe = false;  // the recipe of what was chosen is wanted
  std::string save_recipe;    // the same, into this file
  bool use_truth = false;     // m is counted on the pairs that the truth column says are matches
};

/// One level as trained.
struct LevelReport {
  std::string comparison;
  std::string level;
  double m = 0;
  double u = 0;
  double weight = 0;
  bool trained = false;  // both numbers are known
};

/// One round of training a chosen model.
struct TrainingRoundReport {
  double prior = 0;
  double largest_change = 0;  // of any m or u
};

/// The answer of a training.
struct TrainFilesResponse {
  LinkFilesResponse files;  // inputs, notes, warnings, steps
  double prior = 0;
  uint64_t random_pairs = 0;
  uint64_t deterministic_pairs = 0;
  std::vector<linkage::TrainingPassReport> passes;
  std::vector<linkage::Dependence> dependences;
  std::vector<TrainingRoundReport> rounds;  // where all passes were trained together
  std::vector<LevelReport> levels;
  std::string recipe;
};

/// Trains. Without a start model, comparisons and rules are chosen as `dedupe` does, but for what a
/// recipe or the request says. Throws Error as link_files does.
TrainFilesResponse train_files(const TrainFilesRequest& request, RunContext& run);

}  // namespace newlyn::workspace
