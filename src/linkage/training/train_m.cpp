// SPDX-License-Identifier: MIT
// Expectation maximisation over level patterns with three kinds of pair.
//
// 1. Kinds: matches, unrelated pairs (u, never changed here), and household members. Level shares
//    of matches and households are common to all passes; the mix of kinds is each pass's own.
// 2. A comparison that a pass's blocking rule decides is left out of that pass altogether.
// 3. First guesses enter as pseudo-counts. They keep the kinds from changing places: a match class
//    in which most given names differ would have to outweigh its own guess.
#include <algorithm>
#include <array>
#include <cmath>

#include "linkage/training/train.h"

namespace newlyn::linkage {
namespace {

constexpr int kIterationsMax = 200;
constexpr double kConvergence = 1e-5;
constexpr double kMatchGuessPairs = 30;
constexpr double kFamilyGuessPairs = 60;
constexpr double kShareMin = 1e-6;
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

/// Counts that start from the first guesses.
Parameters first_counts(const Parameters& guesses, size_t pass_count) {
  Parameters counts = guesses;
  for (auto& comparison : counts.level) {
    for (double& count : comparison[kMatch]) count *= kMatchGuessPairs;
    for (double& count : comparison[kFamily]) count *= kFamilyGuessPairs;
  }
  counts.mix.assign(pass_count, {1, 1, 1});
  return counts;
}

void normalise(const Model& model, Parameters& counts) {
  for (size_t c = 0; c < counts.level.size(); ++c) {
    for (const Kind kind : {kMatch, kFamily}) {
      double total = 0;
      for (size_t l = 0; l < counts.level[c][kind].size(); ++l) {
        if (!model.comparisons[c].levels[l].is_null) total += counts.level[c][kind][l];
      }
      for (double& count : counts.level[c][kind]) count = std::max(count / total, kShareMin);
    }
  }
  for (Shares& mix : counts.mix) {
    const double total = mix[kMatch] + mix[kRandom] + mix[kFamily];
    for (double& share : mix) share /= total;
  }
}

/// One round. Returns the greatest change of a match share.
double improve(const Model& model, const std::vector<TrainingPass>& passes,
               const Parameters& guesses, Parameters& parameters) {
  Parameters counts = first_counts(guesses, passes.size());
  const bool family = model.family_prior > 0;
  for (size_t p = 0; p < passes.size(); ++p) {
    const TrainingPass& pass = passes[p];
    for (size_t i = 0; i < pass.patterns.size(); ++i) {
      const Shares shares = posterior(model, parameters, pass, {p, i});
      const double count = pass.patterns.counts[i];
      for (size_t kind = 0; kind < kKinds; ++kind) counts.mix[p][kind] += shares[kind] * count;
      const auto pattern = pass.patterns.pattern(i);
      for (size_t c = 0; c < pattern.size(); ++c) {
        if (pass.fixed[c] || model.comparisons[c].levels[pattern[c]].is_null) continue;
        counts.level[c][kMatch][pattern[c]] += shares[kMatch] * count;
        counts.level[c][kFamily][pattern[c]] += shares[kFamily] * count;
      }
    }
    if (!family) counts.mix[p][kFamily] = 0;
  }
  normalise(model, counts);
  double change = 0;
  for (size_t c = 0; c < counts.level.size(); ++c) {
    for (size_t l = 0; l < counts.level[c][kMatch].size(); ++l) {
      change = std::max(change, std::abs(counts.level[c][kMatch][l] -
                                         parameters.level[c][kMatch][l]));
    }
    counts.level[c][kRandom] = parameters.level[c][kRandom];
  }
  parameters = std::move(counts);
  return change;
}

}  // namespace

void estimate_m(Model& model, const std::vector<TrainingPass>& passes) {
  const Parameters guesses = first_parameters(model, passes.size());
  Parameters parameters = guesses;
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
