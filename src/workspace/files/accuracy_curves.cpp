// SPDX-License-Identifier: MIT
// Adds up pairs from the highest weight down.
#include "workspace/files/accuracy_curves.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "linkage/evaluation.h"

namespace newlyn::workspace {
namespace {

/// Pairs of one whole weight, and those of them that are right.
struct Counted {
  double pairs = 0;
  double right = 0;
};
using ByWeight = std::map<int, Counted>;

/// The running figures from the highest weight down, in rising order of weight.
std::vector<CurveFigures> curve_of(const ByWeight& counts, double matches) {
  std::vector<CurveFigures> curve;
  Counted sum;
  for (auto at = counts.rbegin(); at != counts.rend(); ++at) {
    sum.pairs += at->second.pairs;
    sum.right += at->second.right;
    curve.push_back({static_cast<double>(at->first), sum.pairs > 0 ? sum.right / sum.pairs : 1,
                     matches > 0 ? std::min(1.0, sum.right / matches) : 1});
  }
  std::reverse(curve.begin(), curve.end());
  return curve;
}

double pairs_among(double count) { return count * (count - 1) / 2; }

/// Records equal to one another are tied to the first of them only; the other pairs among them
/// follow and count too.
Counted pairs_behind(const std::vector<uint32_t>& equal, const std::vector<uint32_t>& truth) {
  std::unordered_map<uint32_t, double> by_truth;
  double known = 0;
  for (const uint32_t record : equal) {
    if (truth[record] == linkage::kTruthUnknown) continue;
    ++by_truth[truth[record]];
    ++known;
  }
  Counted counted{pairs_among(known), 0};
  for (const auto& [entity, count] : by_truth) counted.right += pairs_among(count);
  return counted;
}

}  // namespace

std::vector<CurveFigures> expected_curve(const linkage::WeightHistogram& weights) {
  using Histogram = linkage::WeightHistogram;
  ByWeight counts;
  double matches = 0;
  for (size_t bin = 0; bin < weights.pairs.size(); ++bin) {
    if (weights.pairs[bin] == 0) continue;
    const double low = Histogram::kFirst + static_cast<double>(bin) * Histogram::kStep;
    const double probability = linkage::probability_of(low + Histogram::kStep / 2);
    const auto pairs = static_cast<double>(weights.pairs[bin]);
    Counted& counted = counts[static_cast<int>(std::floor(low))];
    counted.pairs += pairs;
    counted.right += pairs * probability;
    matches += pairs * probability;
  }
  return curve_of(counts, matches);
}

std::vector<CurveFigures> known_curve(const std::vector<linkage::Edge>& edges,
                                      const KnownAnswer& answer) {
  ByWeight counts;
  const std::vector<uint32_t>& truth = answer.truth;
  struct Equal {
    std::vector<uint32_t> records;
    double weight = 0;
  };
  std::map<uint32_t, Equal> equal_to;
  for (const linkage::Edge& edge : edges) {
    const bool asked = answer.side.empty() || answer.side[edge.left] != answer.side[edge.right];
    const bool known =
        truth[edge.left] != linkage::kTruthUnknown && truth[edge.right] != linkage::kTruthUnknown;
    if (asked && known) {
      Counted& counted = counts[static_cast<int>(std::floor(edge.weight))];
      counted.pairs += 1;
      counted.right += truth[edge.left] == truth[edge.right] ? 1 : 0;
    }
    if (edge.rule != linkage::kIdenticalRule) continue;
    equal_to[edge.left].records.push_back(edge.right);
    equal_to[edge.left].weight = edge.weight;
  }
  for (const auto& [first, equal] : equal_to) {
    const Counted behind = pairs_behind(equal.records, truth);
    Counted& counted = counts[static_cast<int>(std::floor(equal.weight))];
    counted.pairs += behind.pairs;
    counted.right += behind.right;
  }
  return curve_of(counts, static_cast<double>(answer.true_pairs));
}

}  // namespace newlyn::workspace
