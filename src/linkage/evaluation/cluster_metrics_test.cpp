// SPDX-License-Identifier: MIT
// Clusters are measured as graph theory defines it, large ones in bounded time.
#include "linkage/cluster_metrics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace newlyn::linkage {
namespace {

/// One cluster of all records, and the given edges.
LinkResult one_cluster(uint32_t records, std::vector<Edge> edges) {
  LinkResult result;
  result.cluster_of_record.assign(records, 0);
  result.cluster_count = records > 0 ? 1 : 0;
  result.edges = std::move(edges);
  return result;
}

ClusterMetrics measured(const LinkResult& result) {
  RunContext run;
  const auto found = measure_clusters(result, 0, run);
  EXPECT_EQ(found.size(), 1U);
  return found.at(0);
}

bool has(const ClusterMetrics& cluster, Concern concern) {
  return std::find(cluster.concerns.begin(), cluster.concerns.end(), concern) !=
         cluster.concerns.end();
}

TEST(cluster_metrics, a_pair_is_one_bridge_of_full_density) {
  const ClusterMetrics pair = measured(one_cluster(2, {{0, 1, 9, 0}}));
  EXPECT_EQ(pair.links, 1U);
  EXPECT_EQ(pair.density, 1);
  EXPECT_EQ(pair.bridges, 1U);
  EXPECT_EQ(pair.smaller_side, 1U);
  EXPECT_TRUE(pair.concerns.empty());
}

TEST(cluster_metrics, two_triangles_joined_by_one_link_are_worth_a_look) {
  const ClusterMetrics two = measured(one_cluster(6, {{0, 1, 9, 0},
                                                      {0, 2, 9, 0},
                                                      {1, 2, 9, 0},
                                                      {2, 3, 1, 0},
                                                      {3, 4, 8, 0},
                                                      {3, 5, 8, 0},
                                                      {4, 5, 7, 0}}));
  EXPECT_EQ(two.links, 7U);
  EXPECT_NEAR(two.density, 7.0 / 15, 1e-12);
  EXPECT_EQ(two.bridges, 1U);
  EXPECT_EQ(two.smaller_side, 3U);
  EXPECT_EQ(two.weakest->weight, 1);
  EXPECT_EQ(two.needed->left, 2U);
  EXPECT_TRUE(has(two, Concern::one_link_between_groups));
  EXPECT_TRUE(has(two, Concern::few_links));
  EXPECT_TRUE(has(two, Concern::weak_link));
}

TEST(cluster_metrics, the_needed_link_is_not_the_weakest_where_others_go_round_it) {
  const ClusterMetrics ring = measured(one_cluster(3, {{0, 1, 9, 0}, {0, 2, 3, 0}, {1, 2, 8, 0}}));
  EXPECT_EQ(ring.bridges, 0U);
  EXPECT_EQ(ring.smaller_side, 0U);
  EXPECT_EQ(ring.weakest->weight, 3);
  EXPECT_EQ(ring.needed->weight, 8);
}

TEST(cluster_metrics, equal_records_are_linked_all_with_all) {
  const ClusterMetrics equal = measured(one_cluster(
      4, {{0, 1, 9, kIdenticalRule}, {0, 2, 9, kIdenticalRule}, {0, 3, 9, kIdenticalRule}}));
  EXPECT_EQ(equal.links, 6U);
  EXPECT_EQ(equal.density, 1);
  EXPECT_EQ(equal.bridges, 0U);
}

TEST(cluster_metrics, parts_without_a_link_and_edges_below_the_threshold_are_seen) {
  LinkResult result = one_cluster(3, {{0, 1, 9, 0}, {1, 2, -4, 0}});
  const ClusterMetrics parts = measured(result);
  EXPECT_EQ(parts.links, 1U);
  EXPECT_EQ(parts.parts, 2U);
  EXPECT_TRUE(has(parts, Concern::unlinked_parts));
}

TEST(cluster_metrics, single_records_are_left_out) {
  LinkResult result;
  result.cluster_of_record = {0, 1, 2};
  result.cluster_count = 3;
  RunContext run;
  EXPECT_TRUE(measure_clusters(result, 0, run).empty());
}

TEST(cluster_metrics, a_chain_of_a_million_records_is_walked) {
  constexpr uint32_t kRecords = 1'000'000;
  std::vector<Edge> edges;
  for (uint32_t record = 0; record + 1 < kRecords; ++record) {
    edges.push_back({record, record + 1, 5, 0});
  }
  const ClusterMetrics chain = measured(one_cluster(kRecords, std::move(edges)));
  EXPECT_EQ(chain.bridges, kRecords - 1);
  EXPECT_EQ(chain.smaller_side, kRecords / 2);
}

}  // namespace
}  // namespace newlyn::linkage
