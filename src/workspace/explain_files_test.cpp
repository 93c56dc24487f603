// SPDX-License-Identifier: MIT
// The parts of an explained pair add up, and pairs are spread over the weights.
#include "workspace/explain_files.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"

namespace newlyn::workspace {
namespace {

ExplainFilesResponse explain_sample(ExplainFilesRequest request) {
  request.files.files = {"sample/people.csv"};
  RunContext run;
  return explain_files(request, run);
}

TEST(explain_files, every_part_is_in_the_sum) {
  ExplainFilesRequest request;
  request.pairs = 40;
  const ExplainFilesResponse response = explain_sample(request);
  ASSERT_EQ(response.pairs.size(), 40U);
  for (const PairReport& pair : response.pairs) {
    double sum = pair.prior_weight + pair.household_weight;
    for (const PartReport& part : pair.parts) {
      sum += part.weight;
      if (!part.known) {
        EXPECT_EQ(part.weight, 0);
        continue;
      }
      ASSERT_TRUE(part.m && part.u);
      EXPECT_NEAR(part.weight - part.term_weight, std::log2(*part.m / *part.u), 0.01);
    }
    EXPECT_NEAR(sum, pair.total_weight, 1e-6);
    EXPECT_NEAR(pair.probability, 1 / (1 + std::exp2(-pair.total_weight)), 1e-9);
  }
}

TEST(explain_files, pairs_are_spread_over_the_weights) {
  ExplainFilesRequest request;
  request.pairs = 9;
  const ExplainFilesResponse response = explain_sample(request);
  ASSERT_EQ(response.pairs.size(), 9U);
  const double range = response.pairs.front().total_weight - response.pairs.back().total_weight;
  for (size_t i = 1; i < response.pairs.size(); ++i) {
    const double step = response.pairs[i - 1].total_weight - response.pairs[i].total_weight;
    EXPECT_GE(step, 0);
    EXPECT_LT(step, range / 4);  // an even step is an eighth
  }
}

TEST(explain_files, a_pair_of_three_is_refused) {
  ExplainFilesRequest request;
  request.pair = {"R0001", "R0002", "R0003"};
  EXPECT_THROW(explain_sample(request), Error);
}

}  // namespace
}  // namespace newlyn::workspace
