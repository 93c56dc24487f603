// SPDX-License-Identifier: MIT
// Clusters as graphs: records are the points, links the lines between them.
//
// A link is a pair of records at or above the threshold. Density is links over pairs of records. A
// bridge is a link whose removal parts its cluster. Equal records are linked with one another, all
// with all, though a run keeps fewer edges of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "linkage/linkage.h"

namespace newlyn::linkage {

/// What makes a cluster worth a person's look.
enum class Concern : uint8_t {
  one_link_between_groups,  // a bridge with two records or more on either side
  few_links,                // four records or more, and less than half of their pairs are links
  unlinked_parts,           // parts that no link joins; their weights as groups did
  weak_link,                // a link it cannot do without is hardly above the threshold
  large,                    // far larger than the others
};

/// The words for a concern.
std::string concern_words(Concern concern);

/// One cluster of two records or more.
struct ClusterMetrics {
  uint32_t cluster = 0;
  uint32_t records = 0;
  uint64_t links = 0;
  double density = 0;
  uint32_t bridges = 0;
  uint32_t smaller_side = 0;  // records beyond the bridge that parts it most evenly; 0: no bridge
  uint32_t parts = 1;         // parts that hang together by links
  /// The link of least weight, and the least of those it cannot do without: of its greatest
  /// spanning tree. Without any link both are empty.
  std::optional<Edge> weakest;
  std::optional<Edge> needed;
  std::vector<Concern> concerns;
};

/// Measures every cluster of two records or more, those with most concerns first, among equals the
/// one whose needed link is weakest. Links weigh `weight_min` or more. Takes time proportional to
/// the edges, however large a cluster is, but for sorting them.
std::vector<ClusterMetrics> measure_clusters(const LinkResult& result, double weight_min,
                                             RunContext& run);

}  // namespace newlyn::linkage
