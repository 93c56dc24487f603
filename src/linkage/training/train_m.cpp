// SPDX-License-Identifier: MIT
// Expectation maximisation over level patterns with three kinds of pair.
//
// 1. Kinds: matches, unrelated pairs (u, never changed here), and household members. Level shares
//    of matches and households are common to all passes; the mix of kinds is each pass's own.
// 2. A comparison that a pass's blocking rule decides is left out of that pass altogether.
// 3. First guesses enter as pseudo-counts. They keep the kinds from changing places: a match class
//    in which most given names differ would have to outweigh its own guess.
// 4. What belongs to one person (given name, birth date, identifier) is not learned for households:
//    their members differ in it as strangers do, but for twins and namesakes. Otherwise, where
//    there are no households, that kind would take a part of the matches.
#include <algorithm>
#include <array>
#include <cmath>

#include "base/threads.h"
#include "linkage/training/train.h"

namespace newlyn::linkage {
namespace {

constexpr int kIterationsMax = 200;
constexpr double kConvergence = 1e-5;
constexpr double kMatchGuessPairs = 80;
constexpr double kFamilyGuessPairs = 60;
// Pseudo-counts as a share of the pairs of a kind. Households are held close to their guess: it is
// what tells them from chance neighbours.
constexpr double kMatchGuessShare = 0.003;
constexpr double kFamilyGuessShare = 1.0;
constexpr double kShareMin = 1e-6;
constexpr size_t kPassGroups = 16;
enum Kind : size_t { kMatch, kRandom, kFamily, kKinds };
using Shares = std::array<double, kKinds>;

/// Level shares by kind, comparison and level.
struct Parameters {
  std::vector<std::array<std::vector<double>, kKinds>> level;
  std::vector<Shares> mix;  // by pass
};

Parameters first_parameters(const Model& model, size_t pass_count) {
  Parameters parameters;
  const bool family = model.family_prior > 0;
  for (const ModelComparison& comparison : model.comparisons) {
    std::array<std::vector<double>, kKinds> shares;
    for (const ModelLevel& level : comparison.levels) {
      const double u = std::max(level.u.value_or(kShareMin), kShareMin);
      shares[kMatch].push_back(std::max(level.m.value_or(kShareMin), kShareMin));
      shares[kRandom].push_back(u);
      shares[kFamily].push_back(std::max(level.family.value_or(u), kShareMin));
    }
    parameters.level.push_back(std::move(shares));
  }
  parameters.mix.assign(pass_count, {0.3, family ? 0.5 : 0.7, family ? 0.2 : 0.0});
  return parameters;
}

/// The share of each kind among pairs of one pattern.
Shares posterior(const Model& model, const Parameters& parameters, const TrainingPass& pass,
                 std::pair<size_t, size_t> pass_and_pattern) {
  Shares shares = parameters.mix[pass_and_pattern.first];
  const auto pattern = pass.patterns.pattern(pass_and_pattern.second);
  for (size_t c = 0; c < pattern.size(); ++c) {
    if (pass.fixed[c] || model.comparisons[c].levels[pattern[c]].is_null) continue;
    for (size_t kind = 0; kind < kKinds; ++kind) {
      shares[kind] *= parameters.level[c][kind][pattern[c]];
    }
  }
  const double total = shares[kMatch] + shares[kRandom] + shares[kFamily];
  for (double& share : shares) share = total > 0 ? share / total : 0;
  return shares;
}

/// Household shares of what belongs to one person: as among strangers, but for a few.
void pin_personal_shares(const Model& model, Parameters& parameters) {
  for (size_t c = 0; c < parameters.level.size(); ++c) {
    if (model.comparisons[c].shared_by_families) continue;
    auto& shares = parameters.level[c];
    for (size_t l = 0; l < shares[kFamily].size(); ++l) {
      const double alike = model.comparisons[c].alike_in_families;
      shares[kFamily][l] = (1 - alike) * shares[kRandom][l] + alike * shares[kMatch][l];
    }
  }
}

/// How much first guesses count: pairs, and a share of the pairs seen.
struct GuessStrength {
  double pairs = 0;
  double share = 0;
};

/// Adds the first guesses to the counted pairs of a kind and makes shares of them.
void smooth(const ModelComparison& comparison, const std::vector<double>& guesses,
            GuessStrength guess, std::vector<double>& counts) {
  double total = 0;
  double guessed = 0;
  for (size_t l = 0; l < counts.size(); ++l) {
    if (comparison.levels[l].is_null) continue;
    total += counts[l];
    guessed += guesses[l];
  }
  const double strength = (guess.pairs + guess.share * total) / guessed;
  for (size_t l = 0; l < counts.size(); ++l) {
    const double share = (counts[l] + strength * guesses[l]) / (total + strength * guessed);
    counts[l] = std::max(share, kShareMin);
  }
}

/// What households share they spell as one person does: of their shares only that of the last level
/// is learned, the others follow those of matches. So a slip never speaks for one person.
void follow_matches(const Model& model, Parameters& parameters) {
  for (size_t c = 0; c < parameters.level.size(); ++c) {
    const ModelComparison& comparison = model.comparisons[c];
    if (!comparison.shared_by_families) continue;
    auto& shares = parameters.level[c];
    const size_t last = shares[kFamily].size() - 1;
    const double scale = (1 - shares[kFamily][last]) / (1 - shares[kMatch][last]);
    for (size_t l = 0; l < last; ++l) {
      if (!comparison.levels[l].is_null) shares[kFamily][l] = scale * shares[kMatch][l];
    }
  }
}

/// What counts where it is least speaks against and never for: else training could make two kinds
/// of lists of what ought to be people.
void keep_from_speaking_for(const Model& model, Parameters& parameters) {
  for (size_t c = 0; c < parameters.level.size(); ++c) {
    if (!model.comparisons[c].least_counts) continue;
    auto& shares = parameters.level[c];
    for (size_t l = 0; l < shares[kMatch].size(); ++l) {
      shares[kMatch][l] = std::min(shares[kMatch][l], shares[kRandom][l]);
    }
  }
}

void make_shares(const Model& model, const Parameters& guesses, Parameters& counts) {
  for (size_t c = 0; c < counts.level.size(); ++c) {
    const ModelComparison& comparison = model.comparisons[c];
    smooth(comparison, guesses.level[c][kMatch], {kMatchGuessPairs, kMatchGuessShare},
           counts.level[c][kMatch]);
    smooth(comparison, guesses.level[c][kFamily], {kFamilyGuessPairs, kFamilyGuessShare},
           counts.level[c][kFamily]);
    counts.level[c][kRandom] = guesses.level[c][kRandom];
  }
  keep_from_speaking_for(model, counts);
  pin_personal_shares(model, counts);
  follow_matches(model, counts);
  for (Shares& mix : counts.mix) {
    const double total = mix[kMatch] + mix[kRandom] + mix[kFamily];
    for (double& share : mix) share /= total;
  }
}

/// Where training starts, and how much each pair counts.
struct Guesses {
  Parameters shares;
  double distinct_share = 1;
};

/// Counts of zero, and one pair of each kind in every pass.
Parameters empty_counts(const Parameters& guesses, size_t pass_count) {
  Parameters counts = guesses;
  for (auto& comparison : counts.level) {
    for (auto& kind : comparison) std::fill(kind.begin(), kind.end(), 0.0);
  }
  counts.mix.assign(pass_count, {1, 1, 1});
  return counts;
}

/// One pass and what its pairs are judged by.
struct PassView {
  const Model& model;
  const TrainingPass& pass;
  const Guesses& guesses;
  const Parameters& parameters;
};

/// Adds the expected pairs of a pass.
void count_pass(const PassView& view, size_t index, Parameters& counts) {
  const auto& [model, pass, guesses, parameters] = view;
  for (size_t i = 0; i < pass.patterns.size(); ++i) {
    const Shares shares = posterior(model, parameters, pass, {index, i});
    const double count = pass.patterns.counts[i] * guesses.distinct_share;
    for (size_t kind = 0; kind < kKinds; ++kind) counts.mix[index][kind] += shares[kind] * count;
    const auto pattern = pass.patterns.pattern(i);
    for (size_t c = 0; c < pattern.size(); ++c) {
      if (pass.fixed[c] || model.comparisons[c].levels[pattern[c]].is_null) continue;
      counts.level[c][kMatch][pattern[c]] += shares[kMatch] * count;
      counts.level[c][kFamily][pattern[c]] += shares[kFamily] * count;
    }
  }
}

/// Adds counts of other passes; their mix stands apart anyway.
void add_counts(const Parameters& other, Parameters& counts) {
  for (size_t c = 0; c < counts.level.size(); ++c) {
    for (const Kind kind : {kMatch, kFamily}) {
      for (size_t l = 0; l < counts.level[c][kind].size(); ++l) {
        counts.level[c][kind][l] += other.level[c][kind][l];
      }
    }
  }
}

/// The expected pairs of all passes. Always counted in the same groups, whatever the thread count,
/// so that sums come out alike.
Parameters count_passes(const Model& model, const std::vector<TrainingPass>& passes,
                        const Guesses& guesses, const Parameters& parameters) {
  std::vector<Parameters> groups(kPassGroups, empty_counts(guesses.shares, passes.size()));
  parallel_ranges(kPassGroups, 1, [&](size_t group, size_t) {
    const size_t end = passes.size() * (group + 1) / kPassGroups;
    for (size_t p = passes.size() * group / kPassGroups; p < end; ++p) {
      count_pass({model, passes[p], guesses, parameters}, p, groups[group]);
      if (group > 0) groups[0].mix[p] = groups[group].mix[p];
    }
  });
  for (size_t group = 1; group < kPassGroups; ++group) add_counts(groups[group], groups[0]);
  return std::move(groups[0]);
}

/// One round. Returns the greatest change of a match share.
double improve(const Model& model, const std::vector<TrainingPass>& passes, const Guesses& guesses,
               Parameters& parameters) {
  Parameters counts = count_passes(model, passes, guesses, parameters);
  if (model.family_prior <= 0) {
    for (Shares& mix : counts.mix) mix[kFamily] = 0;
  }
  make_shares(model, guesses.shares, counts);
  double change = 0;
  for (size_t c = 0; c < counts.level.size(); ++c) {
    for (size_t l = 0; l < counts.level[c][kMatch].size(); ++l) {
      change =
          std::max(change, std::abs(counts.level[c][kMatch][l] - parameters.level[c][kMatch][l]));
    }
  }
  parameters = std::move(counts);
  return change;
}

}  // namespace

void estimate_m(Model& model, const Model& guessed, const std::vector<TrainingPass>& passes,
                double distinct_share) {
  Guesses guesses{first_parameters(guessed, passes.size()), distinct_share};
  for (size_t c = 0; c < model.comparisons.size(); ++c) {
    for (size_t l = 0; l < model.comparisons[c].levels.size(); ++l) {
      guesses.shares.level[c][kRandom][l] =
          std::max(model.comparisons[c].levels[l].u.value_or(kShareMin), kShareMin);
    }
  }
  Parameters parameters = guesses.shares;
  pin_personal_shares(model, parameters);
  for (int round = 0; round < kIterationsMax; ++round) {
    if (improve(model, passes, guesses, parameters) < kConvergence) break;
  }
  for (size_t c = 0; c < model.comparisons.size(); ++c) {
    for (size_t l = 0; l < model.comparisons[c].levels.size(); ++l) {
      ModelLevel& level = model.comparisons[c].levels[l];
      if (level.is_null) continue;
      level.m = parameters.level[c][kMatch][l];
      if (model.family_prior > 0) level.family = parameters.level[c][kFamily][l];
    }
  }
}

}  // namespace newlyn::linkage
