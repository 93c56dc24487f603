// SPDX-License-Identifier: MIT
// Small clusterings worked out by hand, and properties of any two.
#include "linkage/partitions.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <vector>

#include "base/error.h"
#include "linkage/evaluation.h"

namespace newlyn::linkage {
namespace {

using Numbers = std::vector<uint32_t>;

TEST(compare_partitions, every_relation_is_told) {
  // Left  {0 1} {2 3 4} {5} {6}   {7 8} {9 10}
  // Right {0 1} {2 3} {4} {5 6}   {7 9} {8 10}
  const PartitionComparison comparison = compare_partitions(
      Numbers{1, 1, 2, 2, 2, 3, 4, 5, 5, 6, 6}, Numbers{9, 9, 8, 8, 7, 6, 6, 5, 4, 5, 4});
  ASSERT_EQ(comparison.knots.size(), 4U);
  EXPECT_EQ(comparison.knots[0].relation, ClusterRelation::equal);
  EXPECT_EQ(comparison.knots[1].relation, ClusterRelation::split);
  EXPECT_EQ(comparison.knots[2].relation, ClusterRelation::merged);
  EXPECT_EQ(comparison.knots[3].relation, ClusterRelation::rearranged);
  EXPECT_EQ(comparison.knots[1].left_pairs, 3U);
  EXPECT_EQ(comparison.knots[1].right_pairs, 1U);
  EXPECT_EQ(comparison.knots[1].both_pairs, 1U);
  EXPECT_EQ(comparison.knots[3].both_pairs, 0U);
  EXPECT_EQ(comparison.knots[3].records, 4U);
  EXPECT_EQ(comparison.left_clusters, 6U);
  EXPECT_EQ(comparison.right_clusters, 6U);
  EXPECT_EQ(comparison.left_pairs, 6U);
  EXPECT_EQ(comparison.right_pairs, 5U);
  EXPECT_EQ(comparison.both_pairs, 2U);
}

TEST(compare_partitions, the_adjusted_rand_index_of_hand_made_clusterings) {
  EXPECT_DOUBLE_EQ(compare_partitions(Numbers{0, 0, 1, 1}, Numbers{5, 5, 2, 2}).adjusted_rand, 1);
  EXPECT_DOUBLE_EQ(compare_partitions(Numbers{0, 0, 1, 1}, Numbers{0, 1, 0, 1}).adjusted_rand,
                   -0.5);
  // {0 1 2} {3 4 5} against {0 1} {2 3} {4 5}: both 2, left 6, right 3, all 15.
  EXPECT_DOUBLE_EQ(
      compare_partitions(Numbers{0, 0, 0, 1, 1, 1}, Numbers{0, 0, 1, 1, 2, 2}).adjusted_rand,
      (2 - 1.2) / (4.5 - 1.2));
}

TEST(compare_partitions, nothing_and_single_records_are_equal) {
  EXPECT_EQ(compare_partitions({}, {}).adjusted_rand, 1);
  EXPECT_EQ(compare_partitions(Numbers{1, 2, 3}, Numbers{3, 2, 1}).adjusted_rand, 1);
  EXPECT_EQ(compare_partitions(Numbers{1, 1, 1}, Numbers{2, 2, 2}).knots.size(), 1U);
  EXPECT_THROW(compare_partitions(Numbers{1}, Numbers{1, 2}), Error);
}

TEST(compare_partitions, counts_pairs_as_evaluation_does_and_knots_add_up) {
  EXPECT_TRUE(rc::check([] {
    const auto size = *rc::gen::inRange<size_t>(0, 40);
    const auto label = rc::gen::inRange<uint32_t>(0, 12);
    const auto left = *rc::gen::container<Numbers>(size, label);
    const auto right = *rc::gen::container<Numbers>(size, label);
    const PartitionComparison comparison = compare_partitions(left, right);
    const Accuracy accuracy = evaluate_clusters(left, right, {});
    RC_ASSERT(comparison.left_pairs == accuracy.found_pairs);
    RC_ASSERT(comparison.right_pairs == accuracy.true_pairs);
    RC_ASSERT(comparison.both_pairs == accuracy.right_pairs);
    uint64_t records = 0;
    for (const ClusterKnot& knot : comparison.knots) records += knot.records;
    RC_ASSERT(records == size);
    for (size_t a = 0; a < size; ++a) {
      for (size_t b = 0; b < a; ++b) {
        if (left[a] != left[b] && right[a] != right[b]) continue;
        RC_ASSERT(comparison.knot_of_record[a] == comparison.knot_of_record[b]);
      }
    }
    const bool all_equal = std::all_of(
        comparison.knots.begin(), comparison.knots.end(),
        [](const ClusterKnot& knot) { return knot.relation == ClusterRelation::equal; });
    RC_ASSERT(all_equal == (comparison.left_pairs == comparison.both_pairs &&
                            comparison.right_pairs == comparison.both_pairs));
  }));
}

}  // namespace
}  // namespace newlyn::linkage
