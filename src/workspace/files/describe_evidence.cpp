// SPDX-License-Identifier: MIT
// Evidence part by part, with what the rarity of a value adds.
#include "workspace/files/describe_evidence.h"

#include <cmath>
#include <tuple>

namespace newlyn::workspace {
namespace {

constexpr double kTermShown = 0.005;
constexpr double kRounding = 1e-9;

void add_shares(const linkage::ModelComparison& comparison, int gamma, PartReport& part) {
  const auto index = static_cast<int>(comparison.levels.size()) - 1 - gamma;
  if (!part.known || index < 0) return;
  const linkage::ModelLevel& level = comparison.levels[static_cast<size_t>(index)];
  part.m = level.m;
  part.u = level.u;
  part.counts_for = comparison.counts_for;
  const bool weighed = level.m && level.u && *level.m > 0 && *level.u > 0;
  if (level.term_column.empty() || !weighed) return;
  const double rest = part.weight - comparison.counts_for * std::log2(*level.m / *level.u);
  if (std::abs(rest) > kTermShown) part.term_weight = rest;
}

}  // namespace

void describe_evidence(const linkage::Model& model, const linkage::PairEvidence& evidence,
                       const ComparedValues& values, PairReport& report) {
  report.prior_weight = evidence.prior_weight;
  for (size_t i = 0; i < evidence.parts.size(); ++i) {
    const linkage::Evidence& from = evidence.parts[i];
    PartReport& part = report.parts.emplace_back();
    part.comparison = from.comparison;
    part.level = from.level;
    part.weight = from.weight;
    part.known = from.gamma >= 0;
    std::tie(part.left, part.right) = values(model.comparisons[i]);
    if (!part.known && !model.raw_columns && !part.left.empty() && !part.right.empty()) {
      part.level = "not weighed, other evidence says it already";
    }
    add_shares(model.comparisons[i], from.gamma, part);
  }
  report.household_weight =
      std::abs(evidence.household_weight) > kRounding ? evidence.household_weight : 0;
  report.total_weight = evidence.total_weight;
  report.probability = linkage::probability_of(evidence.total_weight);
}

}  // namespace newlyn::workspace
