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

/// Whether training keeps a level at its guess: always, or because it would be above it.
bool is_held(const ModelLevel& level, double share, double guess) {
  return level.fixed_m || (level.guess_is_most && share > guess);
}

/// Match shares that training leaves as they are; the others of the comparison make up the rest.
void hold_fixed(const ModelComparison& comparison, const std::vector<double>& guesses,
                std::vector<double>& shares) {
  double fixed = 0;
  double others = 0;
  std::vector<bool> held;
  for (size_t l = 0; l < shares.size(); ++l) {
    held.push_back(is_held(comparison.levels[l], shares[l], guesses[l]));
    if (comparison.levels[l].is_null) continue;
    (held[l] ? fixed : others) += held[l] ? guesses[l] : shares[l];
  }
  if (fixed == 0) return;
  const double scale = others > 0 ? std::max(1 - fixed, 0.0) / others : 1;
  for (size_t l = 0; l < shares.size(); ++l) {
    if (comparison.levels[l].is_null) continue;
    shares[l] = held[l] ? guesses[l] : std::max(shares[l] * scale, kShareMin);
  }
}

void make_shares(const Model& model, const Parameters& guesses, Parameters& counts) {
  for (size_t c = 0; c < counts.level.size(); ++c) {
    const ModelComparison& comparison = model.comparisons[c];
    smooth(comparison, guesses.level[c][kMatch], {kMatchGuessPairs, kMatchGuessShare},
           counts.level[c][kMatch]);
    hold_fixed(comparison, guesses.level[c][kMatch], counts.level[c][kMatch]);
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

/// Counts of zero, and one pair of each kind in every pass.
Parameters empty_counts(const Parameters& guesses, size_t pass_count) {
  Parameters counts = guesses;
  for (auto& comparison : counts.level) {
    for (auto& kind : comparison) std::fill(kind.begin(), kind.end(), 0.0);
  }
  counts.mix.assign(pass_count, {1, 1, 1});
  return counts;
}

/// The levels of a model in one row of cells, one cell a level. Cell 0 stands for what tells
/// nothing: a level where values are missing.
class Cells {
 public:
  explicit Cells(const Model& model) {
    for (const ModelComparison& comparison : model.comparisons) {
      cell_of_.emplace_back();
      for (const ModelLevel& level : comparison.levels) {
        cell_of_.back().push_back(level.is_null ? 0 : count_++);
      }
    }
  }
  uint16_t of(size_t comparison, uint8_t level) const { return cell_of_[comparison][level]; }
  size_t size() const noexcept { return count_; }

 private:
  std::vector<std::vector<uint16_t>> cell_of_;  // by comparison and level
  uint16_t count_ = 1;
};

/// The patterns of a pass as cells, without the comparisons that its rule decides.
struct FlatPass {
  size_t width = 0;             // cells a pattern
  std::vector<uint16_t> cells;  // pattern after pattern
  std::vector<double> counts;   // by pattern
};

FlatPass flat_pass(const TrainingPass& pass, const Cells& cells) {
  FlatPass flat;
  for (const bool fixed : pass.fixed) flat.width += fixed ? 0 : 1;
  flat.counts = pass.patterns.counts;
  flat.cells.reserve(flat.width * flat.counts.size());
  for (size_t i = 0; i < pass.patterns.size(); ++i) {
    const auto pattern = pass.patterns.pattern(i);
    for (size_t c = 0; c < pattern.size(); ++c) {
      if (!pass.fixed[c]) flat.cells.push_back(cells.of(c, pattern[c]));
    }
  }
  return flat;
}

/// What all rounds of the expectation share.
struct Expectation {
  const Model& model;
  const Parameters& guesses;
  Cells cells;
  std::vector<FlatPass> passes;
};

/// Level shares by cell; those of cell 0 change nothing.
std::vector<Shares> shares_by_cell(const Expectation& given, const Parameters& parameters) {
  std::vector<Shares> shares(given.cells.size(), {1, 1, 1});
  for (size_t c = 0; c < parameters.level.size(); ++c) {
    for (size_t l = 0; l < parameters.level[c][kMatch].size(); ++l) {
      const uint16_t cell = given.cells.of(c, static_cast<uint8_t>(l));
      if (cell == 0) continue;
      for (size_t kind = 0; kind < kKinds; ++kind)
        shares[cell][kind] = parameters.level[c][kind][l];
    }
  }
  return shares;
}

/// Expected pairs by cell, matches and household pairs.
using CellCounts = std::vector<std::array<double, 2>>;

/// Adds the expected pairs of a pass to those by cell; returns the pass's own by kind.
Shares count_pass(const FlatPass& pass, const std::vector<Shares>& shares, const Shares& mix,
                  CellCounts& counts) {
  Shares pairs = {1, 1, 1};
  const uint16_t* cells = pass.cells.data();
  for (const double count : pass.counts) {
    Shares chance = mix;
    for (size_t i = 0; i < pass.width; ++i) {
      const Shares& level = shares[cells[i]];
      for (size_t kind = 0; kind < kKinds; ++kind) chance[kind] *= level[kind];
    }
    const double total = chance[kMatch] + chance[kRandom] + chance[kFamily];
    const double scale = total > 0 ? count / total : 0;
    for (size_t kind = 0; kind < kKinds; ++kind) pairs[kind] += chance[kind] * scale;
    const std::array<double, 2> expected = {chance[kMatch] * scale, chance[kFamily] * scale};
    for (size_t i = 0; i < pass.width; ++i) {
      counts[cells[i]][0] += expected[0];
      counts[cells[i]][1] += expected[1];
    }
    cells += pass.width;
  }
  return pairs;
}

/// Moves expected pairs by cell to where the parameters have them.
void place_counts(const Expectation& given, const CellCounts& by_cell, Parameters& counts) {
  for (size_t c = 0; c < counts.level.size(); ++c) {
    for (size_t l = 0; l < counts.level[c][kMatch].size(); ++l) {
      const uint16_t cell = given.cells.of(c, static_cast<uint8_t>(l));
      if (cell == 0) continue;
      counts.level[c][kMatch][l] = by_cell[cell][0];
      counts.level[c][kFamily][l] = by_cell[cell][1];
    }
  }
}

/// The expected pairs of all passes. Always counted in the same groups, whatever the thread count,
/// so that sums come out alike.
Parameters count_passes(const Expectation& given, const Parameters& parameters) {
  const std::vector<FlatPass>& passes = given.passes;
  Parameters counts = empty_counts(given.guesses, passes.size());
  const std::vector<Shares> shares = shares_by_cell(given, parameters);
  std::vector<CellCounts> groups(kPassGroups, CellCounts(given.cells.size(), {0, 0}));
  parallel_ranges(kPassGroups, 1, [&](size_t group, size_t) {
    const size_t end = passes.size() * (group + 1) / kPassGroups;
    for (size_t p = passes.size() * group / kPassGroups; p < end; ++p) {
      counts.mix[p] = count_pass(passes[p], shares, parameters.mix[p], groups[group]);
    }
  });
  for (size_t group = 1; group < kPassGroups; ++group) {
    for (size_t cell = 0; cell < groups[0].size(); ++cell) {
      groups[0][cell][0] += groups[group][cell][0];
      groups[0][cell][1] += groups[group][cell][1];
    }
  }
  place_counts(given, groups[0], counts);
  return counts;
}

/// One round. Returns the greatest change of a match share.
double improve(const Expectation& given, Parameters& parameters) {
  Parameters counts = count_passes(given, parameters);
  if (given.model.family_prior <= 0) {
    for (Shares& mix : counts.mix) mix[kFamily] = 0;
  }
  make_shares(given.model, given.guesses, counts);
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
  Parameters guesses = first_parameters(guessed, passes.size());
  for (size_t c = 0; c < model.comparisons.size(); ++c) {
    for (size_t l = 0; l < model.comparisons[c].levels.size(); ++l) {
      guesses.level[c][kRandom][l] =
          std::max(model.comparisons[c].levels[l].u.value_or(kShareMin), kShareMin);
    }
  }
  Parameters parameters = guesses;
  pin_personal_shares(model, parameters);
  Expectation given{model, guesses, Cells(model), {}};
  for (const TrainingPass& pass : passes) {
    given.passes.push_back(flat_pass(pass, given.cells));
    // Pairs that several passes hold are one pair's evidence.
    for (double& count : given.passes.back().counts) count *= distinct_share;
  }
  for (int round = 0; round < kIterationsMax; ++round) {
    if (improve(given, parameters) < kConvergence) break;
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
