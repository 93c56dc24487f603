// SPDX-License-Identifier: MIT
// Figures over thresholds, calibration, and what a model expects, worked out by hand.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/error.h"
#include "linkage/evaluation.h"
#include "linkage/linkage.h"

namespace newlyn::linkage {
namespace {

double weight(double probability) { return weight_of(probability); }

TEST(curve_of, counts_pairs_at_or_above_each_threshold) {
  const std::vector<KnownPairs> pairs = {
      {weight(0.2), 10, 1}, {weight(0.6), 5, 4}, {weight(0.97), 3, 3}};
  const std::vector<double> thresholds = {0.1, 0.5, 0.9, 0.99};
  const auto curve = curve_of(pairs, thresholds);
  EXPECT_EQ(curve[0].found, 18U);
  EXPECT_EQ(curve[0].right, 8U);
  EXPECT_EQ(curve[1].found, 8U);
  EXPECT_EQ(curve[1].right, 7U);
  EXPECT_EQ(curve[2].found, 3U);
  EXPECT_EQ(curve[3].found, 0U);
}

TEST(calibrate, every_pair_is_in_one_band) {
  const std::vector<KnownPairs> pairs = {{-100, 40, 0},
                                         {weight(0.92), 50, 46},
                                         {weight(0.94), 50, 47},
                                         {weight(0.95001), 10, 10},
                                         {200, 7, 7}};
  const std::vector<double> bounds = {0, 0.5, 0.9, 0.95, 1};
  const auto bands = calibrate(pairs, bounds);
  ASSERT_EQ(bands.size(), 4U);
  EXPECT_EQ(bands[0].right.whole, 40U);
  EXPECT_EQ(bands[1].right.whole, 0U);
  EXPECT_EQ(bands[2].right.whole, 100U);
  EXPECT_NEAR(bands[2].stated, 0.93, 1e-6);
  EXPECT_DOUBLE_EQ(bands[2].right.value, 0.93);
  EXPECT_LT(bands[2].right.low, 0.93);
  EXPECT_EQ(bands[3].right.whole, 17U);
  EXPECT_THROW(calibrate(pairs, std::vector<double>{0.5, 0.1}), Error);
}

TEST(expect_figures, sums_pairs_times_probability) {
  // Bins of width 2 in the middle at -3, -1, 1, 3.
  const std::vector<uint64_t> pairs = {900, 90, 30, 90};
  const auto p = [](double w) { return 1 / (1 + std::exp2(-w)); };
  const double matches = 900 * p(-3) + 90 * p(-1) + 30 * p(1) + 90 * p(3);
  const auto found = expect_figures({pairs, -4, 2}, 0, std::vector<double>{0.5, 0.8});
  EXPECT_DOUBLE_EQ(found[0].called, 120);
  EXPECT_NEAR(found[0].precision, (30 * p(1) + 90 * p(3)) / 120, 1e-12);
  EXPECT_NEAR(found[0].recall, (30 * p(1) + 90 * p(3)) / matches, 1e-12);
  EXPECT_DOUBLE_EQ(found[1].called, 90);
  const auto all = expect_figures({pairs, -4, 2}, 1000, std::vector<double>{0.5});
  EXPECT_NEAR(all[0].recall, (30 * p(1) + 90 * p(3)) / 1000, 1e-12);
}

TEST(expect_figures, nothing_called_is_nothing_wrong) {
  const auto none = expect_figures({{}, 0, 1}, 0, std::vector<double>{0.5});
  EXPECT_EQ(none[0].precision, 1);
  EXPECT_EQ(none[0].recall, 1);
}

}  // namespace
}  // namespace newlyn::linkage
