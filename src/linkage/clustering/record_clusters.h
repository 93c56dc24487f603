// SPDX-License-Identifier: MIT
// The clusters of the records of a run, at any threshold.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "linkage/clustering/node_table.h"
#include "linkage/model.h"
#include "linkage/scoring/score_candidates.h"

namespace newlyn::linkage {

/// Puts the records of a run together. What it is made of must outlive it.
class RecordClusters {
 public:
  RecordClusters(const LinkInput& input, const LinkRequest& request, const UniqueRows& rows,
                 const pairs::ScoreModel& model);

  /// Says what the model knows of how values are spread over one person's records. Unsaid, all are
  /// taken to keep.
  void know_spreads(const Model& model);

  /// The cluster of every record, numbered from 0 by their least record. `edges` are those of rows
  /// that weigh at least `weight_min`, and may hold others.
  std::vector<uint32_t> at(const std::vector<TaskEdges>& edges, double weight_min,
                           RunContext& run) const;

  /// Sentences about pairs that weigh enough and are kept apart by judgement or veto.
  std::vector<std::string> kept_apart(const std::vector<TaskEdges>& edges, double weight_min) const;

 private:
  std::vector<NodeEdge> node_edges(const std::vector<TaskEdges>& edges, double weight_min) const;
  double self_weight(pairs::Row row) const {
    return self_weights_.empty() ? 0 : self_weights_[row];
  }

  const LinkInput& input_;
  const LinkRequest& request_;
  const UniqueRows& rows_;
  const pairs::ScoreModel& model_;
  NodeTable nodes_;
  std::vector<Spread> spreads_;       // by comparison
  std::vector<Telling> telling_;      // by comparison; empty where namesakes are not told apart
  std::vector<double> self_weights_;  // of rows with several records; empty where there are none
};

}  // namespace newlyn::linkage
