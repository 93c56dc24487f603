// SPDX-License-Identifier: MIT
// Greedy choice of blocking rules from sampled pairs.
#include "linkage/blocking/rule_choice.h"

#include <array>

#include "base/threads.h"

namespace newlyn::linkage {
namespace {

/// Rules that find a match for few pairs come first: strict rules before loose ones. Shares of the
/// highest price.
constexpr std::array<double, 4> kPrices = {0.02, 0.1, 0.4, 1};

/// What a rule would still bring, given the pairs already found.
ChosenRule measure_gain(const RuleSample& sample, const std::vector<PairChance>& chances,
                        const std::vector<bool>& found) {
  ChosenRule gain;
  if (sample.pairs.empty()) return gain;
  const double scale = sample.pair_count / static_cast<double>(sample.pairs.size());
  for (size_t i = 0; i < sample.pairs.size(); ++i) {
    if (found[i]) continue;
    gain.new_pairs += scale;
    gain.new_matches += scale * chances[i].match;
    gain.new_families += scale * chances[i].family;
  }
  return gain;
}

}  // namespace

const RuleChooser::ByPair& RuleChooser::finds(size_t rule) {
  ByPair& found = finds_[rule];
  if (!found.empty()) return found;
  found.resize(samples_.size());
  parallel_ranges(samples_.size(), 1, [&](size_t s, size_t) {
    for (const pairs::RowPair pair : samples_[s].pairs) {
      found[s].push_back(table_.agree(samples_[rule].rule, pair));
    }
  });
  return found;
}

std::vector<ChosenRule> RuleChooser::choose(const std::vector<std::vector<PairChance>>& chances,
                                            const RuleBudget& budget) {
  ByPair found(samples_.size());
  for (size_t s = 0; s < samples_.size(); ++s) found[s].assign(samples_[s].pairs.size(), false);
  std::vector<ChosenRule> chosen;
  std::vector<ChosenRule> gains(samples_.size());
  bool gains_known = false;
  double pairs = 0;
  double matches = 0;
  size_t price = 0;
  while (chosen.size() < budget.rules_max && price < kPrices.size()) {
    if (!gains_known) {
      parallel_ranges(samples_.size(), 1, [&](size_t s, size_t) {
        gains[s] = measure_gain(samples_[s], chances[s], found[s]);
        gains[s].sample = s;
      });
      gains_known = true;
    }
    const double pairs_per_match = budget.pairs_per_match * kPrices[price];
    ChosenRule best;
    double best_worth = 0;
    for (const ChosenRule& gain : gains) {
      const double worth = gain.new_matches - gain.new_pairs / pairs_per_match;
      if (worth <= best_worth || pairs + gain.new_pairs > budget.pairs_max) continue;
      best_worth = worth;
      best = gain;
    }
    if (best_worth <= 0 || best.new_matches < budget.share_min * matches) {
      ++price;
      continue;
    }
    chosen.push_back(best);
    pairs += best.new_pairs;
    matches += best.new_matches;
    const ByPair& found_by_it = finds(best.sample);
    parallel_ranges(samples_.size(), 1, [&](size_t s, size_t) {
      for (size_t i = 0; i < found[s].size(); ++i) {
        if (found_by_it[s][i]) found[s][i] = true;
      }
    });
    gains_known = false;
  }
  return chosen;
}

std::vector<ChosenRule> choose_rules(const std::vector<RuleSample>& samples,
                                     const std::vector<std::vector<PairChance>>& chances,
                                     const KeyTable& table, const RuleBudget& budget) {
  return RuleChooser(samples, table).choose(chances, budget);
}

}  // namespace newlyn::linkage
