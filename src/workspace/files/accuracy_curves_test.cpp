// SPDX-License-Identifier: MIT
// Curves of precision and recall, worked out by hand.
#include "workspace/files/accuracy_curves.h"

#include <gtest/gtest.h>

#include "linkage/evaluation.h"

namespace newlyn::workspace {
namespace {

using linkage::Edge;

TEST(accuracy_curves, the_expectation_is_the_mean_probability_above_a_weight) {
  linkage::WeightHistogram weights;
  // A pair of weight w is 2^w / (1 + 2^w) of a match, taken in the middle of its bin.
  weights.pairs[linkage::WeightHistogram::bin_of(10)] = 3;
  weights.pairs[linkage::WeightHistogram::bin_of(-10)] = 5;
  const double high = linkage::probability_of(10.125);
  const double low = linkage::probability_of(-9.875);
  const auto curve = expected_curve(weights);
  ASSERT_EQ(curve.size(), 2U);
  EXPECT_DOUBLE_EQ(curve[0].weight, -10);
  EXPECT_NEAR(curve[0].precision, (3 * high + 5 * low) / 8, 1e-12);
  EXPECT_NEAR(curve[0].recall, 1, 1e-12);
  EXPECT_DOUBLE_EQ(curve[1].weight, 10);
  EXPECT_NEAR(curve[1].precision, high, 1e-12);
  EXPECT_NEAR(curve[1].recall, 3 * high / (3 * high + 5 * low), 1e-12);
}

TEST(accuracy_curves, nothing_compared_gives_no_curve) {
  EXPECT_TRUE(expected_curve({}).empty());
  EXPECT_TRUE(known_curve({}, {{}, {}, 0}).empty());
}

TEST(accuracy_curves, known_pairs_are_counted_from_the_highest_weight_down) {
  const std::vector<uint32_t> truth = {0, 0, 0, 1, linkage::kTruthUnknown};
  const std::vector<Edge> edges = {
      {0, 1, 8.5F, 0}, {0, 3, 2.5F, 0}, {0, 4, 9.5F, 0}, {1, 2, 1.5F, 0}};
  const auto curve = known_curve(edges, {truth, {}, 3});
  ASSERT_EQ(curve.size(), 3U);  // the pair without an answer says nothing
  EXPECT_DOUBLE_EQ(curve[2].weight, 8);
  EXPECT_DOUBLE_EQ(curve[2].precision, 1);
  EXPECT_NEAR(curve[2].recall, 1.0 / 3, 1e-12);
  EXPECT_NEAR(curve[1].precision, 1.0 / 2, 1e-12);
  EXPECT_NEAR(curve[0].precision, 2.0 / 3, 1e-12);
  EXPECT_NEAR(curve[0].recall, 2.0 / 3, 1e-12);
}

TEST(accuracy_curves, equal_records_count_with_all_their_pairs) {
  // Four equal records are tied to the first; three more pairs follow. One is somebody else.
  const std::vector<uint32_t> truth = {0, 0, 0, 7};
  const std::vector<Edge> edges = {{0, 1, 20, linkage::kIdenticalRule},
                                   {0, 2, 20, linkage::kIdenticalRule},
                                   {0, 3, 20, linkage::kIdenticalRule}};
  const auto curve = known_curve(edges, {truth, {}, 3});
  ASSERT_EQ(curve.size(), 1U);
  EXPECT_NEAR(curve[0].precision, 3.0 / 6, 1e-12);
  EXPECT_NEAR(curve[0].recall, 1, 1e-12);
}

TEST(accuracy_curves, only_pairs_across_sides_count_in_a_match) {
  const std::vector<uint32_t> truth = {0, 0, 0};
  const std::vector<uint32_t> side = {0, 0, 1};
  const std::vector<Edge> edges = {{0, 1, 5, 0}, {0, 2, 5, 0}};
  const auto curve = known_curve(edges, {truth, side, 2});
  ASSERT_EQ(curve.size(), 1U);
  EXPECT_NEAR(curve[0].recall, 1.0 / 2, 1e-12);
}

}  // namespace
}  // namespace newlyn::workspace
