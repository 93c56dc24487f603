// SPDX-License-Identifier: MIT
// Makes nodes and their limits.
#include "linkage/clustering/node_table.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "base/error.h"

namespace newlyn::linkage {
namespace {

/// The row of every record.
std::vector<uint32_t> rows_of_records(const LinkInput& input, const UniqueRows& rows) {
  std::vector<uint32_t> row_of_record(input.record_count);
  for (uint32_t row = 0; row + 1 < rows.record_offsets.size(); ++row) {
    for (const uint32_t record : rows.records_of(row)) row_of_record[record] = row;
  }
  return row_of_record;
}

/// Which records are named by a judgement that speaks of them alone.
std::vector<bool> judged_records(const LinkInput& input, const UniqueRows& rows) {
  std::vector<bool> judged(input.record_count, false);
  std::vector<uint32_t> row_of_record;
  for (const Judgement& judgement : input.judgements) {
    NEWLYN_CHECK(judgement.left < input.record_count && judgement.right < input.record_count,
                 "judged records are in the run", judgement.left, judgement.right);
    if (judgement.of_equals) {
      if (row_of_record.empty()) row_of_record = rows_of_records(input, rows);
      if (row_of_record[judgement.left] != row_of_record[judgement.right]) continue;
    }
    judged[judgement.left] = judged[judgement.right] = true;
  }
  return judged;
}

/// True when one node cannot hold both records of a row.
bool are_parted(const LinkInput& input, const std::vector<bool>& judged, uint32_t a, uint32_t b) {
  if (judged[a] || judged[b]) return true;
  return std::any_of(input.vetoes.begin(), input.vetoes.end(), [&](const Veto& veto) {
    return veto.value_of_record[a] != veto.value_of_record[b];
  });
}

void part_rows(const LinkInput& input, const UniqueRows& rows, NodeTable& table) {
  const std::vector<bool> judged = judged_records(input, rows);
  const auto before = [&](uint32_t a, uint32_t b) {
    for (const Veto& veto : input.vetoes) {
      const uint32_t left = veto.value_of_record[a];
      const uint32_t right = veto.value_of_record[b];
      if (left != right) return left < right;
    }
    return judged[a] < judged[b];
  };
  table.node_of_record.resize(input.record_count);
  std::vector<uint32_t> records;
  for (uint32_t row = 0; row + 1 < rows.record_offsets.size(); ++row) {
    table.node_offsets.push_back(static_cast<Node>(table.row_of_node.size()));
    const auto of_row = rows.records_of(row);
    records.assign(of_row.begin(), of_row.end());
    if (records.size() > 1) std::stable_sort(records.begin(), records.end(), before);
    for (size_t i = 0; i < records.size(); ++i) {
      if (i == 0 || are_parted(input, judged, records[i - 1], records[i])) {
        table.row_of_node.push_back(row);
        table.records_of_node.push_back(0);
      }
      table.node_of_record[records[i]] = static_cast<Node>(table.row_of_node.size() - 1);
      ++table.records_of_node.back();
    }
  }
  table.node_offsets.push_back(static_cast<Node>(table.row_of_node.size()));
}

/// Both ways round, ascending, each once.
void order_both_ways(std::vector<std::pair<Node, Node>>& pairs) {
  const size_t count = pairs.size();
  for (size_t i = 0; i < count; ++i) pairs.emplace_back(pairs[i].second, pairs[i].first);
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
}

/// The nodes that judgements name, and the sets of those judged to be one.
class JudgedNodes {
 public:
  explicit JudgedNodes(const JoinLimits& limits) : nodes_(named(limits)), sets_(nodes_, joined_) {
    for (const auto& [left, right] : limits.together) sets_.join(root(left), root(right));
  }
  uint32_t root(Node node) { return sets_.root(sets_.place_of(node)); }
  const std::vector<Node>& nodes() const noexcept { return nodes_; }

 private:
  static std::vector<Node> named(const JoinLimits& limits) {
    std::vector<Node> nodes;
    for (const auto* pairs : {&limits.together, &limits.apart}) {
      for (const auto& [left, right] : *pairs) nodes.push_back(left);
    }
    std::sort(nodes.begin(), nodes.end());
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    return nodes;
  }

  std::vector<Node> nodes_;
  JoinLimits joined_;  // none; judgements are joined by hand
  JoinSets sets_;
};

void add_judgements(const LinkInput& input, NodeTable& table) {
  JoinLimits& limits = table.limits;
  for (const Judgement& judgement : input.judgements) {
    if (judgement.left == judgement.right) continue;
    (judgement.same ? limits.together : limits.apart)
        .emplace_back(table.node_of_record[judgement.left], table.node_of_record[judgement.right]);
  }
  order_both_ways(limits.together);
  order_both_ways(limits.apart);
  JudgedNodes judged(limits);
  for (const auto& [left, right] : limits.apart) {
    if (judged.root(left) != judged.root(right)) continue;
    throw Error(Code::request_invalid,
                "Judgements contradict each other: two records are said to be different, and by "
                "others to be the same. Correct or take back one of them.");
  }
}

/// Numbers of a veto by node. Values that one set of nodes judged to be one has are taken as one
/// value everywhere: a person has said that they stand for one entity.
std::vector<uint32_t> veto_numbers(const Veto& veto, const NodeTable& table, JudgedNodes& judged) {
  std::vector<uint32_t> of_node(table.node_count(), 0);
  uint32_t greatest = 0;
  for (size_t record = 0; record < table.node_of_record.size(); ++record) {
    of_node[table.node_of_record[record]] = veto.value_of_record[record];
    greatest = std::max(greatest, veto.value_of_record[record]);
  }
  std::vector<uint32_t> values(size_t{greatest} + 1);
  std::iota(values.begin(), values.end(), 0U);
  JoinLimits none;
  JoinSets same(values, none);
  std::vector<uint32_t> value_of_set(judged.nodes().size(), 0);
  for (const Node node : judged.nodes()) {
    if (of_node[node] == 0) continue;
    uint32_t& known = value_of_set[judged.root(node)];
    if (known == 0) {
      known = of_node[node];
    } else {
      same.join(same.root(known), same.root(of_node[node]));
    }
  }
  for (uint32_t& number : of_node) number = same.root(number);
  return of_node;
}

void add_sources(const LinkInput& input, const LinkRequest& request, NodeTable& table) {
  const bool any = std::find(request.duplicate_free.begin(), request.duplicate_free.end(), true) !=
                   request.duplicate_free.end();
  if (!any && !request.one_to_one) return;
  table.limits.source_of_node.assign(table.node_count(), JoinLimits::kAnySource);
  for (uint32_t record = 0; record < input.record_count; ++record) {
    const uint32_t source = input.source_of_record[record];
    if (!request.one_to_one && !request.duplicate_free[source]) continue;
    table.limits.source_of_node[table.node_of_record[record]] = source;
  }
}

}  // namespace

NodeTable make_node_table(const LinkInput& input, const LinkRequest& request,
                          const UniqueRows& rows) {
  NodeTable table;
  part_rows(input, rows, table);
  add_judgements(input, table);
  JudgedNodes judged(table.limits);
  for (const Veto& veto : input.vetoes) {
    NEWLYN_CHECK(veto.value_of_record.size() == input.record_count, "a veto has one value a record",
                 veto.value_of_record.size());
    table.limits.vetoes.push_back(veto_numbers(veto, table, judged));
  }
  add_sources(input, request, table);
  return table;
}

}  // namespace newlyn::linkage
