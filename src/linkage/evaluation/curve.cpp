// SPDX-License-Identifier: MIT
// Figures over thresholds and bands of probability.
#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "linkage/evaluation.h"
#include "linkage/linkage.h"

namespace newlyn::linkage {

std::vector<CurvePoint> curve_of(std::span<const KnownPairs> pairs,
                                 std::span<const double> thresholds) {
  std::vector<CurvePoint> curve;
  for (const double threshold : thresholds) {
    CurvePoint point{threshold, 0, 0};
    for (const KnownPairs& known : pairs) {
      if (probability_of(known.weight) < threshold) continue;
      point.found += known.pairs;
      point.right += known.same;
    }
    curve.push_back(point);
  }
  return curve;
}

std::vector<CalibrationBand> calibrate(std::span<const KnownPairs> pairs,
                                       std::span<const double> bounds) {
  NEWLYN_CHECK(bounds.size() >= 2 && std::is_sorted(bounds.begin(), bounds.end()),
               "bounds of bands rise");
  std::vector<CalibrationBand> bands(bounds.size() - 1);
  std::vector<PairCounts> counts(bands.size());
  for (const KnownPairs& known : pairs) {
    const double probability = probability_of(known.weight);
    const auto above = std::upper_bound(bounds.begin(), bounds.end(), probability);
    if (above == bounds.begin()) continue;
    const size_t place = std::min(static_cast<size_t>(above - bounds.begin()), bands.size()) - 1;
    if (above == bounds.end() && probability > bounds.back()) continue;
    counts[place].found += known.pairs;
    counts[place].right += known.same;
    bands[place].stated += probability * static_cast<double>(known.pairs);
  }
  for (size_t i = 0; i < bands.size(); ++i) {
    bands[i].low = bounds[i];
    bands[i].high = bounds[i + 1];
    bands[i].right = wilson_share(counts[i].right, counts[i].found);
    if (counts[i].found > 0) bands[i].stated /= static_cast<double>(counts[i].found);
  }
  return bands;
}

std::vector<ExpectedFigures> expect_figures(const WeightCounts& weights, double matches_all,
                                            std::span<const double> thresholds) {
  std::vector<ExpectedFigures> list;
  double matches_found = 0;
  for (const double threshold : thresholds) list.push_back({threshold, 0, 0, 0, 0});
  for (size_t bin = 0; bin < weights.pairs.size(); ++bin) {
    const double weight = weights.first + (static_cast<double>(bin) + 0.5) * weights.step;
    const double probability = probability_of(weight);
    const auto pairs = static_cast<double>(weights.pairs[bin]);
    matches_found += pairs * probability;
    for (ExpectedFigures& figures : list) {
      if (probability < figures.threshold) continue;
      figures.called += pairs;
      figures.matches += pairs * probability;
    }
  }
  const double all = std::max(matches_all, matches_found);
  for (ExpectedFigures& figures : list) {
    figures.precision = figures.called > 0 ? figures.matches / figures.called : 1;
    figures.recall = all > 0 ? figures.matches / all : 1;
  }
  return list;
}

}  // namespace newlyn::linkage
