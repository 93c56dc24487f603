// SPDX-License-Identifier: MIT
// Chooses and trains a model for columns nobody has configured.
#pragma once

#include <string>
#include <vector>

#include "base/run_context.h"
#include "linkage/linkage.h"
#include "pairs/pair_blocks.h"

namespace newlyn::linkage {

/// A model ready to score, the rules with what they are expected to bring, and what to tell.
struct TrainedModel {
  Model model;
  std::vector<RuleReport> rules;
  std::vector<TrainingRound> rounds;
  Model start;  // the comparisons with the guesses that training began from
  std::vector<TrainingPassReport> passes;
  std::vector<Dependence> dependences;
  std::vector<std::string> findings;  // what training could not learn, for whoever keeps the model
  std::vector<std::string> notes;
  std::vector<std::string> warnings;
};

/// What a model is trained on. The columns get their words and dates prepared.
struct TrainingInput {
  pairs::PairColumns& columns;
  const std::vector<record::FieldKind>& kinds;  // one a column
  pairs::PairScope scope;
  uint64_t seed = 1;
  const ModelWishes* wishes = nullptr;       // null: everything is chosen
  std::vector<pairs::RowPair> matches = {};  // rows known to be one
};

/// Chooses comparisons and rules and estimates every weight, without labels.
TrainedModel train_model(const TrainingInput& input, RunContext& run);

}  // namespace newlyn::linkage
