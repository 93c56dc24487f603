// SPDX-License-Identifier: MIT
// Intervals against published figures, and how often they hold what they should.
#include "linkage/intervals.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/error.h"
#include "base/random.h"

namespace newlyn::linkage {
namespace {

TEST(wilson_share, agrees_with_newcombes_examples) {
  // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
  const Share many = wilson_share(81, 263);
  EXPECT_NEAR(many.low, 0.2553, 5e-5);
  EXPECT_NEAR(many.high, 0.3662, 5e-5);
  const Share few = wilson_share(15, 148);
  EXPECT_NEAR(few.low, 0.0624, 5e-5);
  EXPECT_NEAR(few.high, 0.1605, 5e-5);
  const Share none = wilson_share(0, 20);
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 0.1611, 5e-5);
  const Share one = wilson_share(1, 29);
  EXPECT_NEAR(one.low, 0.0061, 5e-5);
  EXPECT_NEAR(one.high, 0.1718, 5e-5);
}

TEST(wilson_share, nothing_counted_may_be_anything) {
  const Share share = wilson_share(0, 0);
  EXPECT_EQ(share.low, 0);
  EXPECT_EQ(share.high, 1);
  EXPECT_EQ(wilson_share(7, 7).high, 1);
  EXPECT_THROW(wilson_share(2, 1), Error);
}

TEST(difference_of, agrees_with_newcombes_examples) {
  // Newcombe 1998, "Interval estimation for the difference", table II, method 10.
  const Estimate gap = difference_of(wilson_share(56, 70), wilson_share(48, 80));
  EXPECT_NEAR(gap.value, 0.2, 1e-12);
  EXPECT_NEAR(gap.low, 0.0524, 5e-5);
  EXPECT_NEAR(gap.high, 0.3339, 5e-5);
  const Estimate small = difference_of(wilson_share(9, 10), wilson_share(3, 10));
  EXPECT_NEAR(small.low, 0.1705, 5e-5);
  EXPECT_NEAR(small.high, 0.8090, 5e-5);
  EXPECT_FALSE(difference_of(wilson_share(1, 2), wilson_share(0, 0)).known);
}

TEST(estimate_from_sample, weighs_each_stratum_by_its_pairs) {
  // 1000 called of which 90 % are right, 100 called of which half are, 2000 others of which 5 %.
  const std::vector<Stratum> strata = {
      {1000, true, 50, 45}, {100, true, 20, 10}, {2000, false, 100, 5}};
  const SampleEstimates estimates = estimate_from_sample(strata);
  EXPECT_NEAR(estimates.precision.value, 950.0 / 1100, 1e-12);
  EXPECT_NEAR(estimates.recall.value, 950.0 / 1050, 1e-12);
  EXPECT_LT(estimates.precision.low, 0.83);
  EXPECT_GT(estimates.precision.high, 0.90);
  EXPECT_LT(estimates.recall.low, 0.85);
  EXPECT_GT(estimates.recall.high, 0.93);
}

TEST(estimate_from_sample, one_large_stratum_has_the_interval_of_jeffreys) {
  // Beta(45.5, 5.5) holds 95 % between 0.7945 and 0.9608.
  const std::vector<Stratum> strata = {{1e9, true, 50, 45}};
  const Estimate precision = estimate_from_sample(strata).precision;
  EXPECT_NEAR(precision.low, 0.7945, 0.005);
  EXPECT_NEAR(precision.high, 0.9608, 0.004);
}

TEST(estimate_from_sample, all_pairs_judged_leave_no_doubt) {
  const std::vector<Stratum> strata = {{10, true, 10, 8}, {4, false, 4, 2}};
  const SampleEstimates estimates = estimate_from_sample(strata);
  EXPECT_DOUBLE_EQ(estimates.precision.low, 0.8);
  EXPECT_DOUBLE_EQ(estimates.precision.high, 0.8);
  EXPECT_DOUBLE_EQ(estimates.recall.low, 0.8);
  EXPECT_DOUBLE_EQ(estimates.recall.high, 0.8);
}

TEST(estimate_from_sample, strata_without_judgements_are_told_and_left_out) {
  const std::vector<Stratum> strata = {{10, true, 10, 8}, {400, true, 0, 0}};
  const SampleEstimates estimates = estimate_from_sample(strata);
  EXPECT_DOUBLE_EQ(estimates.precision.value, 0.8);
  EXPECT_DOUBLE_EQ(estimates.pairs_unjudged, 400);
  EXPECT_FALSE(estimate_from_sample({}).precision.known);
  EXPECT_FALSE(estimate_from_sample({}).recall.known);
}

TEST(estimate_from_sample, the_interval_holds_the_true_figure_as_often_as_it_says) {
  // Three strata with known shares, sampled 200 times.
  constexpr double kShares[] = {0.97, 0.6, 0.03};
  constexpr double kPairs[] = {5000, 800, 3000};
  constexpr uint64_t kJudged[] = {60, 40, 60};
  const double called_right = kPairs[0] * kShares[0] + kPairs[1] * kShares[1];
  const double recall = called_right / (called_right + kPairs[2] * kShares[2]);
  const double precision = called_right / (kPairs[0] + kPairs[1]);
  Random random(7);
  int recall_held = 0;
  int precision_held = 0;
  constexpr int kRuns = 200;
  for (int run = 0; run < kRuns; ++run) {
    std::vector<Stratum> strata;
    for (size_t i = 0; i < 3; ++i) {
      Stratum stratum{kPairs[i], i < 2, kJudged[i], 0};
      for (uint64_t k = 0; k < kJudged[i]; ++k) stratum.same += random.fraction() < kShares[i];
      strata.push_back(stratum);
    }
    const SampleEstimates estimates = estimate_from_sample(strata);
    recall_held += estimates.recall.low <= recall && recall <= estimates.recall.high;
    precision_held += estimates.precision.low <= precision && precision <= estimates.precision.high;
  }
  EXPECT_GE(recall_held, kRuns * 90 / 100);
  EXPECT_GE(precision_held, kRuns * 90 / 100);
}

}  // namespace
}  // namespace newlyn::linkage
