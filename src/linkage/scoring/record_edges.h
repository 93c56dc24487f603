// SPDX-License-Identifier: MIT
// Edges of rows as edges of the records that share those rows, in order.
#pragma once

#include <vector>

#include "linkage/encoding/unique_rows.h"
#include "linkage/linkage.h"
#include "linkage/scoring/score_candidates.h"

namespace newlyn::linkage {

/// Which record of a pair is the left one.
enum class PairOrder { of_rows, of_records };

class RecordEdges {
 public:
  RecordEdges(const UniqueRows& rows, double weight_min, PairOrder order)
      : rows_(rows), weight_min_(weight_min), order_(order) {}

  /// All pairs of records of the scored edges whose weight suffices, and `further` ones, by left
  /// record and then by right. Requires: no pair comes twice.
  std::vector<Edge> of(const ScoredPairs& scored, const std::vector<Edge>& further) const;

  /// How many pairs of records the scored edges are.
  uint64_t count(const ScoredPairs& scored) const;

 private:
  Edge in_order(Edge edge) const;
  template <typename Use>
  void each(const TaskEdges& task, Use use) const;

  const UniqueRows& rows_;
  double weight_min_;
  PairOrder order_;
};

}  // namespace newlyn::linkage
