// SPDX-License-Identifier: MIT
// Chooses the blocking rules that find most matches for the pairs they cost.
#pragma once

#include <cstdint>
#include <vector>

#include "linkage/blocking/rule_sampling.h"

namespace newlyn::linkage {

/// A sampled pair with the chance that it is a match, and that it is a household pair.
struct PairChance {
  double match = 0;
  double family = 0;
};

/// A chosen rule and what it is expected to bring beyond the rules before it.
struct ChosenRule {
  size_t sample = 0;  // place among the samples
  double new_pairs = 0;
  double new_matches = 0;
  double new_families = 0;
};

/// The limits of a choice.
struct RuleBudget {
  double pairs_max = 0;        // over all rules
  double pairs_per_match = 0;  // a rule must find one new match for every so many new pairs
  size_t rules_max = 24;
  double share_min = 0.0005;  // of the matches found so far, which a further rule must add
};

/// Chooses greedily: the rule with the greatest expected gain first, then the rule that adds most
/// to it, until nothing worth its pairs is left. `chances` runs parallel to the pairs of each
/// sample.
std::vector<ChosenRule> choose_rules(const std::vector<RuleSample>& samples,
                                     const std::vector<std::vector<PairChance>>& chances,
                                     const KeyTable& table, const RuleBudget& budget);

}  // namespace newlyn::linkage
