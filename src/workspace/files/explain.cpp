// SPDX-License-Identifier: MIT
// Pairs and entities with their original values and the evidence that joins them.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "workspace/files/compared_values.h"
#include "workspace/files/describe_evidence.h"
#include "workspace/files/linked_files.h"

namespace newlyn::workspace {
namespace {

constexpr size_t kRecordsShown = 5;
constexpr size_t kSpanMax = 50'000;

/// Columns worth showing: everything that was compared.
std::vector<size_t> shown_columns(const InputColumns& input) {
  using record::FieldKind;
  std::vector<size_t> shown;
  for (size_t i = 0; i < input.recognised.size(); ++i) {
    const FieldKind kind = input.recognised[i].kind;
    const bool hidden = kind == FieldKind::record_key || kind == FieldKind::truth ||
                        kind == FieldKind::source_name || kind == FieldKind::ignored ||
                        kind == FieldKind::empty;
    if (!hidden) shown.push_back(i);
  }
  return shown;
}

RecordReport describe_record(LinkedFiles& files, uint64_t record) {
  const InputColumns& input = files.input_of(record);
  RecordReport report;
  report.source = files.source_name_of(record);
  report.id = files.id_of(record);
  const std::vector<size_t> shown = shown_columns(input);
  std::string columns;
  for (const size_t column : shown) {
    columns += fmt::format("{}CAST({} AS VARCHAR)", columns.empty() ? "" : ", ",
                           store::quote_name(input.recognised[column].name));
  }
  if (columns.empty()) return report;
  const auto answer = files.store->rows(fmt::format("SELECT {} FROM {} LIMIT 1 OFFSET {}", columns,
                                                    store::quote_name(input.table->table),
                                                    record - input.first_record));
  for (size_t i = 0; i < shown.size() && !answer.rows.empty(); ++i) {
    report.values.emplace_back(input.recognised[shown[i]].name, answer.rows[0][i].value_or(""));
  }
  return report;
}

}  // namespace

PairReport describe_pair(LinkedFiles& files, uint32_t left, uint32_t right) {
  PairReport report;
  report.left = describe_record(files, left);
  report.right = describe_record(files, right);
  const linkage::PairEvidence evidence = files.linkage->evidence(left, right);
  const linkage::Model& model = files.linkage->result().model;
  describe_evidence(
      model, evidence,
      [&](const linkage::ModelComparison& comparison) {
        return std::pair(compared_value(files, comparison, {left, report.left}),
                         compared_value(files, comparison, {right, report.right}));
      },
      report);
  return report;
}

std::vector<PairReport> explain_pairs(LinkedFiles& files, size_t count) {
  std::vector<linkage::Edge> edges = files.linkage->result().edges;
  std::sort(edges.begin(), edges.end(), [](const linkage::Edge& a, const linkage::Edge& b) {
    if (a.weight != b.weight) return a.weight > b.weight;
    return a.left != b.left ? a.left < b.left : a.right < b.right;
  });
  // Evenly spread over the weights from the highest down, so that sure and unsure pairs are both
  // seen. Where several wishes meet one pair, the next ones below it are taken.
  std::vector<PairReport> reports;
  const size_t shown = std::min(count, edges.size());
  size_t next = 0;
  for (size_t i = 0; i < shown; ++i) {
    const double share = shown == 1 ? 0 : static_cast<double>(i) / static_cast<double>(shown - 1);
    const double wish = edges.front().weight - share * (edges.front().weight - edges.back().weight);
    const size_t last = edges.size() - (shown - i);
    while (next < last && edges[next].weight > wish) ++next;
    reports.push_back(describe_pair(files, edges[next].left, edges[next].right));
    ++next;
  }
  return reports;
}

std::vector<EntityReport> example_entities(LinkedFiles& files, size_t count) {
  // The entities of two to five records whose values differ most: the ones worth a look.
  const linkage::LinkResult& result = files.linkage->result();
  std::unordered_map<uint32_t, std::vector<uint32_t>> members;
  const size_t span = std::min<size_t>(result.cluster_of_record.size(), kSpanMax);
  for (uint32_t record = 0; record < result.cluster_of_record.size(); ++record) {
    if (result.cluster_of_record[record] < span) {
      members[result.cluster_of_record[record]].push_back(record);
    }
  }
  struct Weakest {
    double weight = 1e9;
    linkage::Edge edge;
  };
  std::unordered_map<uint32_t, Weakest> weakest;
  for (const linkage::Edge& edge : result.edges) {
    const uint32_t cluster = result.cluster_of_record[edge.left];
    if (cluster != result.cluster_of_record[edge.right] || cluster >= span) continue;
    Weakest& known = weakest[cluster];
    if (edge.weight < known.weight) known = {edge.weight, edge};
  }
  std::vector<std::pair<double, uint32_t>> ranked;
  for (const auto& [cluster, pair] : weakest) {
    const size_t size = members[cluster].size();
    if (size >= 2 && size <= kRecordsShown) {
      ranked.emplace_back(pair.weight - 2 * static_cast<double>(size), cluster);
    }
  }
  std::sort(ranked.begin(), ranked.end());
  std::vector<EntityReport> reports;
  // From the middle of the ranks on: differing, yet plainly one person.
  for (size_t i = ranked.size() / 4; i < ranked.size() && reports.size() < count; ++i) {
    const uint32_t cluster = ranked[i].second;
    EntityReport report;
    report.cluster = cluster;
    for (const uint32_t record : members[cluster]) {
      report.records.push_back(describe_record(files, record));
    }
    const linkage::Edge& edge = weakest[cluster].edge;
    report.pair = describe_pair(files, edge.left, edge.right);
    reports.push_back(std::move(report));
  }
  return reports;
}

}  // namespace newlyn::workspace
