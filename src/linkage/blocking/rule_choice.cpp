// SPDX-License-Identifier: MIT
// Greedy choice of blocking rules from sampled pairs.
#include "linkage/blocking/rule_choice.h"

#include <array>
#include <bit>

#include "base/threads.h"

namespace newlyn::linkage {
namespace {

/// Rules that find a match for few pairs come first: strict rules before loose ones. Shares of the
/// highest price.
constexpr std::array<double, 4> kPrices = {0.02, 0.1, 0.4, 1};

constexpr size_t kWord = 64;

size_t words_for(size_t bits) { return (bits + kWord - 1) / kWord; }

/// What a rule would still bring, given the pairs already found, one bit each.
ChosenRule measure_gain(const RuleSample& sample, const std::vector<PairChance>& chances,
                        const std::vector<uint64_t>& found) {
  ChosenRule gain;
  if (sample.pairs.empty()) return gain;
  const double scale = sample.pair_count / static_cast<double>(sample.pairs.size());
  for (size_t word = 0; word < found.size(); ++word) {
    for (uint64_t missing = ~found[word]; missing != 0; missing &= missing - 1) {
      const size_t pair = word * kWord + static_cast<size_t>(std::countr_zero(missing));
      if (pair >= sample.pairs.size()) break;
      gain.new_pairs += scale;
      gain.new_matches += scale * chances[pair].match;
      gain.new_families += scale * chances[pair].family;
    }
  }
  return gain;
}

/// Adds bits. Returns whether any was new.
bool add_found(const std::vector<uint64_t>& more, std::vector<uint64_t>& found) {
  bool changed = false;
  for (size_t word = 0; word < found.size(); ++word) {
    changed |= (more[word] & ~found[word]) != 0;
    found[word] |= more[word];
  }
  return changed;
}

}  // namespace

/// Which pairs agree on a part. Parts are asked once, however many rules are made of them.
const RuleChooser::ByPair& RuleChooser::agreements(uint16_t part) {
  ByPair& agreed = agreements_[part];
  if (!agreed.empty()) return agreed;
  agreed.resize(samples_.size());
  parallel_ranges(samples_.size(), 1, [&](size_t s, size_t) {
    const std::vector<pairs::RowPair>& pairs = samples_[s].pairs;
    agreed[s].assign(words_for(pairs.size()), 0);
    for (size_t i = 0; i < pairs.size(); ++i) {
      const bool agrees = table_.agree(part, pairs[i]);
      agreed[s][i / kWord] |= static_cast<uint64_t>(agrees) << (i % kWord);
    }
  });
  return agreed;
}

const RuleChooser::ByPair& RuleChooser::finds(size_t rule) {
  ByPair& found = finds_[rule];
  if (!found.empty()) return found;
  const PartList& parts = samples_[rule].rule;
  found = agreements(parts[0]);
  for (size_t i = 1; i < parts.size(); ++i) {
    const ByPair& agreed = agreements(parts[i]);
    for (size_t s = 0; s < found.size(); ++s) {
      for (size_t word = 0; word < found[s].size(); ++word) found[s][word] &= agreed[s][word];
    }
  }
  return found;
}

std::vector<ChosenRule> RuleChooser::choose(const std::vector<std::vector<PairChance>>& chances,
                                            const RuleBudget& budget) {
  ByPair found(samples_.size());
  for (size_t s = 0; s < samples_.size(); ++s) {
    found[s].assign(words_for(samples_[s].pairs.size()), 0);
  }
  std::vector<ChosenRule> chosen;
  std::vector<ChosenRule> gains(samples_.size());
  std::vector<uint8_t> stale(samples_.size(), 1);  // gains to be measured again
  double pairs = 0;
  double matches = 0;
  size_t price = 0;
  while (chosen.size() < budget.rules_max && price < kPrices.size()) {
    parallel_ranges(samples_.size(), 1, [&](size_t s, size_t) {
      if (stale[s] == 0) return;
      gains[s] = measure_gain(samples_[s], chances[s], found[s]);
      gains[s].sample = s;
      stale[s] = 0;
    });
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
    for (size_t s = 0; s < samples_.size(); ++s) {
      if (add_found(found_by_it[s], found[s])) stale[s] = 1;
    }
  }
  return chosen;
}

std::vector<ChosenRule> choose_rules(const std::vector<RuleSample>& samples,
                                     const std::vector<std::vector<PairChance>>& chances,
                                     const KeyTable& table, const RuleBudget& budget) {
  return RuleChooser(samples, table).choose(chances, budget);
}

}  // namespace newlyn::linkage
