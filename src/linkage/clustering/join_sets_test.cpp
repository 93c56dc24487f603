// SPDX-License-Identifier: MIT
// Sets know what they may not be joined with, whatever they were joined of.
#include "linkage/clustering/join_sets.h"

#include <gtest/gtest.h>

namespace newlyn::linkage {
namespace {

TEST(join_sets, the_least_place_is_the_root_and_sizes_add_up) {
  const std::vector<Node> nodes = {4, 7, 9};
  const JoinLimits none;
  JoinSets sets(nodes, none);
  EXPECT_EQ(sets.place_of(9), 2U);
  EXPECT_EQ(sets.join(2, 1), 1U);
  EXPECT_EQ(sets.join(sets.root(2), 0), 0U);
  EXPECT_EQ(sets.root(2), 0U);
  EXPECT_EQ(sets.size(0), 3U);
}

TEST(join_sets, sets_inherit_numbers_sources_and_opponents) {
  const std::vector<Node> nodes = {0, 1, 2, 3};
  JoinLimits limits;
  limits.vetoes = {{0, 5, 6, 0}};
  JoinSets numbered(nodes, limits);
  EXPECT_TRUE(numbered.may_join(0, 1));
  EXPECT_FALSE(numbered.may_join(1, 2));
  numbered.join(0, 1);
  EXPECT_FALSE(numbered.may_join(0, 2)) << "the set has the number of its second node";
  EXPECT_TRUE(numbered.may_join(0, 3));

  limits = {};
  limits.source_of_node = {1, JoinLimits::kAnySource, 1, 2};
  JoinSets sourced(nodes, limits);
  EXPECT_FALSE(sourced.may_join(0, 2));
  EXPECT_TRUE(sourced.may_join(1, 2)) << "a source that may hold somebody twice";
  sourced.join(1, 2);
  EXPECT_FALSE(sourced.may_join(0, 1));
  sourced.join(1, 3);
  EXPECT_FALSE(sourced.may_join(0, 1));

  limits = {};
  limits.apart = {{0, 3}, {3, 0}};
  JoinSets opposed(nodes, limits);
  EXPECT_FALSE(opposed.may_join(0, 3));
  opposed.join(2, 3);
  EXPECT_FALSE(opposed.may_join(0, 2));
  EXPECT_FALSE(opposed.may_join(2, 0));
  EXPECT_TRUE(opposed.may_join(1, 2));
}

TEST(join_sets, judgements_join_from_the_start_and_outrank_sources) {
  const std::vector<Node> nodes = {3, 5, 8};
  JoinLimits limits;
  limits.together = {{3, 8}, {8, 3}};
  limits.source_of_node.assign(9, 0);
  JoinSets sets(nodes, limits);
  EXPECT_EQ(sets.root(2), 0U);
  EXPECT_EQ(sets.size(0), 2U);
  EXPECT_FALSE(sets.may_join(0, 1));
}

}  // namespace
}  // namespace newlyn::linkage
