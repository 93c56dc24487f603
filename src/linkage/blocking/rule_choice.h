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

/// Chooses rules again and again from the same samples, as the chances of their pairs become better
/// known. Which rules find which pairs is found out once.
class RuleChooser {
 public:
  /// Both must outlive this and stay as they are.
  RuleChooser(const std::vector<RuleSample>& samples, const KeyTable& table)
      : samples_(samples), table_(table), finds_(samples.size()), agreements_(table.part_count()) {}

  /// Chooses greedily: the rule with the greatest expected gain first, then the rule that adds most
  /// to it, until nothing worth its pairs is left. `chances` runs parallel to the pairs of each
  /// sample.
  std::vector<ChosenRule> choose(const std::vector<std::vector<PairChance>>& chances,
                                 const RuleBudget& budget);

 private:
  using ByPair = std::vector<std::vector<uint64_t>>;  // by sample, then a bit a pair
  const ByPair& finds(size_t rule);
  const ByPair& agreements(uint16_t part);

  const std::vector<RuleSample>& samples_;
  const KeyTable& table_;
  std::vector<ByPair> finds_;       // by rule; empty until asked for
  std::vector<ByPair> agreements_;  // by part; likewise
};

/// The same for one choice.
std::vector<ChosenRule> choose_rules(const std::vector<RuleSample>& samples,
                                     const std::vector<std::vector<PairChance>>& chances,
                                     const KeyTable& table, const RuleBudget& budget);

}  // namespace newlyn::linkage
