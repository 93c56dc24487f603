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
  std::string labels;      // pairs known to be matches: Splink's labels as CSV; empty: none
  bool use_truth = false;  // m is counted on the pairs that the truth column says are matches
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

/// The answer of a training.
struct TrainFilesResponse {
  LinkFilesResponse files;  // inputs, notes, warnings, steps
  double prior = 0;
  uint64_t random_pairs = 0;
  uint64_t deterministic_pairs = 0;
  std::vector<linkage::TrainingPassReport> passes;
  std::vector<LevelReport> levels;
};

/// Trains. Without a start model, comparisons and rules are chosen as `dedupe` does. Throws Error
/// as link_files does.
TrainFilesResponse train_files(const TrainFilesRequest& request, RunContext& run);

}  // namespace newlyn::workspace
