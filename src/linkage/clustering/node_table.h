// SPDX-License-Identifier: MIT
// The nodes of clustering: rows, parted where judgements or vetoes tell their records apart.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "linkage/clustering/cluster_nodes.h"
#include "linkage/clustering/join_sets.h"
#include "linkage/encoding/unique_rows.h"
#include "linkage/linkage.h"

namespace newlyn::linkage {

/// Nodes stand in the order of their rows, and inside a row in an order that depends on the
/// records' vetoes and ids alone.
struct NodeTable {
  std::vector<Node> node_of_record;
  std::vector<pairs::Row> row_of_node;
  std::vector<uint32_t> records_of_node;  // how many
  std::vector<Node> node_offsets;         // nodes of a row: node_offsets[row] up to [row + 1]
  JoinLimits limits;

  size_t node_count() const noexcept { return row_of_node.size(); }
  /// True when every row is one node.
  bool is_rows() const noexcept { return row_of_node.size() + 1 == node_offsets.size(); }
};

/// Parts the rows and turns what the input and the request say of records into limits of nodes.
/// Throws Error(request_invalid) when judgements contradict each other.
NodeTable make_node_table(const LinkInput& input, const LinkRequest& request,
                          const UniqueRows& rows);

}  // namespace newlyn::linkage
