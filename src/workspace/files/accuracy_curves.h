// SPDX-License-Identifier: MIT
// Precision and recall of links by match weight.
#pragma once

#include <cstdint>
#include <vector>

#include "linkage/linkage.h"

namespace newlyn::workspace {

/// Figures over the pairs at or above a match weight.
struct CurveFigures {
  double weight = 0;
  double precision = 0;
  double recall = 0;
};

/// What the model itself expects, from the counts of candidate pairs by weight: a pair of
/// probability p is p of a match. Recall is of the matches among the candidates, since pairs that
/// no rule found are not counted. Empty when there are no pairs.
std::vector<CurveFigures> expected_curve(const linkage::WeightHistogram& weights);

/// A known answer: by record, and the side of each record where only pairs across sides count.
struct KnownAnswer {
  const std::vector<uint32_t>& truth;
  const std::vector<uint32_t>& side;  // empty: all pairs count
  uint64_t true_pairs = 0;
};

/// The same against the known answer, from the lowest weight of `edges` up. Recall is of all true
/// pairs, found by a rule or not.
std::vector<CurveFigures> known_curve(const std::vector<linkage::Edge>& edges,
                                      const KnownAnswer& answer);

}  // namespace newlyn::workspace
