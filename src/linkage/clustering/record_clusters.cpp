// SPDX-License-Identifier: MIT
// From edges of rows over clusters of nodes to clusters of records.
#include "linkage/clustering/record_clusters.h"

#include <fmt/format.h>

#include <algorithm>

namespace newlyn::linkage {
namespace {

constexpr uint32_t kUnnumbered = 0xFFFF'FFFF;
// Nodes of two rows that are joined each to each. Beyond, an edge from each to the first of the
// others is enough: inside a component every pair is scored.
constexpr uint64_t kNodePairsMax = 4096;

/// The nodes of a row.
struct NodeRange {
  Node first = 0;
  Node last = 0;
  uint64_t size() const noexcept { return last - first; }
};

/// Adds edges between the nodes of two rows, or, with equal ranges, of one.
void add_edges(NodeRange left, NodeRange right, double weight, std::vector<NodeEdge>& edges) {
  const bool all = left.size() * right.size() <= kNodePairsMax;
  for (Node a = left.first; a < left.last; ++a) {
    for (Node b = std::max(right.first, a + 1); b < right.last; ++b) {
      const bool kept = all || a == left.first || b == right.first || b == a + 1;
      if (kept) edges.push_back({a, b, weight});
    }
  }
}

/// By comparison: the given name, and what tells people of one name apart, a birth date, an age, a
/// list that holds a person once. Empty where the model has no given name. A model that was kept
/// knows its comparisons by their names alone.
std::vector<Telling> telling_of(const Model& model, const std::vector<Spread>& spreads) {
  std::vector<Telling> telling(spreads.size(), Telling::nothing);
  bool named = false;
  for (size_t c = 0; c < spreads.size() && c < model.comparisons.size(); ++c) {
    const ModelComparison& comparison = model.comparisons[c];
    const bool name = spreads[c] == Spread::tells_kin_apart && comparison.name == "given_name";
    named = named || name;
    if (name) telling[c] = Telling::name;
    const bool person = comparison.name == "birth_date" || spreads[c] == Spread::least;
    if (person) telling[c] = Telling::person;
  }
  return named ? telling : std::vector<Telling>();
}

}  // namespace

RecordClusters::RecordClusters(const LinkInput& input, const LinkRequest& request,
                               const UniqueRows& rows, const pairs::ScoreModel& model)
    : input_(input),
      request_(request),
      rows_(rows),
      model_(model),
      nodes_(make_node_table(input, request, rows)) {
  if (rows.columns.row_count == input.record_count) return;
  self_weights_.resize(rows.columns.row_count, 0);
  pairs::PairScorer scorer(rows.columns, model);
  for (uint32_t row = 0; row < self_weights_.size(); ++row) {
    if (rows.records_of(row).size() > 1) self_weights_[row] = scorer.weight({row, row});
  }
}

void RecordClusters::know_spreads(const Model& model) {
  spreads_.assign(model_.comparisons.size(), Spread::keeps);
  for (size_t c = 0; c < spreads_.size() && c < model.comparisons.size(); ++c) {
    const ModelComparison& comparison = model.comparisons[c];
    if (comparison.changes_over_time) spreads_[c] = Spread::changes;
    if (comparison.least_counts) spreads_[c] = Spread::least;
    if (comparison.alike_in_families > 0) spreads_[c] = Spread::tells_kin_apart;
  }
  telling_ = telling_of(model, spreads_);
}

std::vector<NodeEdge> RecordClusters::node_edges(const std::vector<TaskEdges>& edges,
                                                 double weight_min) const {
  std::vector<NodeEdge> found;
  const auto nodes = [&](pairs::Row row) {
    return NodeRange{nodes_.node_offsets[row], nodes_.node_offsets[row + 1]};
  };
  for (const TaskEdges& task : edges) {
    for (const RowEdge& edge : task.edges) {
      if (edge.weight < weight_min) continue;
      add_edges(nodes(edge.left), nodes(edge.right), edge.weight, found);
    }
  }
  if (nodes_.is_rows() || request_.across_only) return found;
  for (pairs::Row row = 0; row < rows_.columns.row_count; ++row) {
    if (nodes(row).size() < 2 || self_weight(row) < weight_min) continue;
    add_edges(nodes(row), nodes(row), self_weight(row), found);
  }
  return found;
}

std::vector<uint32_t> RecordClusters::at(const std::vector<TaskEdges>& edges, double weight_min,
                                         RunContext& run) const {
  ClusterPlan plan;
  plan.node_count = nodes_.node_count();
  plan.weight_min = weight_min;
  plan.components = request_.components;
  plan.across_only = request_.across_only;
  plan.source_of_row = rows_.source_of_row;
  if (!nodes_.is_rows()) plan.row_of_node = nodes_.row_of_node;
  plan.limits = &nodes_.limits;
  plan.columns = &rows_.columns;
  plan.model = &model_;
  plan.spreads = spreads_;
  plan.telling = telling_;
  const std::vector<uint32_t> cluster_of_node =
      cluster_nodes(node_edges(edges, weight_min), plan, run);
  std::vector<uint32_t> nodes_in_cluster(plan.node_count, 0);
  for (const uint32_t cluster : cluster_of_node) ++nodes_in_cluster[cluster];
  std::vector<uint32_t> number(plan.node_count, kUnnumbered);
  std::vector<uint32_t> cluster_of_record(input_.record_count);
  uint32_t count = 0;
  for (uint32_t record = 0; record < input_.record_count; ++record) {
    const Node node = nodes_.node_of_record[record];
    // Equal records that nobody else is joined to are one entity only if that much equality is
    // enough by itself.
    const bool alone =
        nodes_in_cluster[cluster_of_node[node]] == 1 && nodes_.records_of_node[node] > 1;
    const bool apart =
        alone && (request_.across_only || self_weight(nodes_.row_of_node[node]) < weight_min);
    uint32_t& cluster = number[cluster_of_node[node]];
    if (apart || cluster == kUnnumbered) cluster = count++;
    cluster_of_record[record] = cluster;
  }
  return cluster_of_record;
}

std::vector<std::string> RecordClusters::kept_apart(const std::vector<TaskEdges>& edges,
                                                    double weight_min) const {
  const JoinLimits& limits = nodes_.limits;
  if (limits.apart.empty() && limits.vetoes.empty()) return {};
  uint64_t judged = 0;
  std::vector<uint64_t> vetoed(limits.vetoes.size(), 0);
  for (const NodeEdge& edge : node_edges(edges, weight_min)) {
    const uint64_t pairs =
        uint64_t{nodes_.records_of_node[edge.left]} * nodes_.records_of_node[edge.right];
    if (limits.are_apart(edge.left, edge.right)) judged += pairs;
    for (size_t v = 0; v < vetoed.size(); ++v) {
      const uint32_t left = limits.vetoes[v][edge.left];
      const uint32_t right = limits.vetoes[v][edge.right];
      if (left != 0 && right != 0 && left != right) vetoed[v] += pairs;
    }
  }
  std::vector<std::string> sentences;
  if (judged > 0) {
    sentences.push_back(fmt::format(
        "{} pairs weigh enough to be one and were kept apart because they are judged different.",
        judged));
  }
  for (size_t v = 0; v < vetoed.size(); ++v) {
    if (vetoed[v] == 0) continue;
    sentences.push_back(
        fmt::format("{} pairs weigh enough to be one and were kept apart because their {} differs.",
                    vetoed[v], input_.vetoes[v].name));
  }
  return sentences;
}

}  // namespace newlyn::linkage
