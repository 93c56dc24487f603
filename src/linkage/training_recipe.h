// SPDX-License-Identifier: MIT
// What somebody asks of the training of a given model.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace newlyn::linkage {

/// How a given model is trained. Empty parts are left out.
struct TrainingRecipe {
  /// Rules whose pairs are nearly all matches; with `recall`, the share of all matches that they
  /// find, they give the prior.
  std::vector<std::string> deterministic_rules;
  double recall = 1;
  /// u from so many random pairs at most; sampling stops early once every level has been met
  /// `level_pairs` times. 0 leaves u as it is.
  uint64_t random_pairs = 1'000'000;
  uint64_t level_pairs = 5'000;
  /// m by expectation maximisation over the pairs of each rule in turn; what a rule decides is not
  /// trained by it, and a level gets the median of its passes.
  std::vector<std::string> em_rules;
  uint64_t em_pairs_max = 5'000'000;
  double pairs_max = 1e10;  // that one rule may bring before any is looked at
  /// Record pairs known to be matches: m is counted on them.
  std::vector<std::pair<uint32_t, uint32_t>> matches;
  bool keep_terms = false;  // the model gets the term frequencies of the records
  uint64_t seed = 1;
};

}  // namespace newlyn::linkage
