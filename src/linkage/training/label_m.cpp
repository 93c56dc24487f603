// SPDX-License-Identifier: MIT
// m counted on pairs that are known to match.
#include "linkage/training/train.h"

namespace newlyn::linkage {
namespace {

/// Guesses count as so many known pairs, so that a handful of labels does not call a level
/// impossible.
constexpr double kGuessPairs = 20;

}  // namespace

void count_m(Model& model, const Model& guesses, const PatternCounts& matches) {
  for (size_t c = 0; c < model.comparisons.size(); ++c) {
    ModelComparison& comparison = model.comparisons[c];
    std::vector<double> counts(comparison.levels.size(), 0);
    double known = 0;
    for (size_t p = 0; p < matches.size(); ++p) {
      const uint8_t level = matches.pattern(p)[c];
      counts[level] += matches.counts[p];
      if (!comparison.levels[level].is_null) known += matches.counts[p];
    }
    for (size_t l = 0; l < counts.size(); ++l) {
      ModelLevel& level = comparison.levels[l];
      if (level.is_null) continue;
      const double guess = guesses.comparisons[c].levels[l].m.value_or(0);
      level.m = (counts[l] + kGuessPairs * guess) / (known + kGuessPairs);
      if (model.family_prior <= 0 || comparison.shared_by_families) continue;
      const double alike = comparison.alike_in_families;
      level.family = (1 - alike) * level.u.value_or(0) + alike * *level.m;
    }
  }
}

}  // namespace newlyn::linkage
