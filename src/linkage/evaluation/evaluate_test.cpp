// SPDX-License-Identifier: MIT
// Figures of small partitions, worked out by hand.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <vector>

#include "base/error.h"
#include "linkage/evaluation.h"

namespace newlyn::linkage {
namespace {

using Numbers = std::vector<uint32_t>;

TEST(evaluate_clusters, a_right_answer_scores_one) {
  const Accuracy accuracy =
      evaluate_clusters(Numbers{0, 0, 1, 2, 2, 2}, Numbers{5, 5, 3, 1, 1, 1}, {});
  EXPECT_EQ(accuracy.found_pairs, 4U);
  EXPECT_EQ(accuracy.true_pairs, 4U);
  EXPECT_EQ(accuracy.right_pairs, 4U);
  EXPECT_EQ(accuracy.f1, 1);
  EXPECT_DOUBLE_EQ(accuracy.b_cubed_f1, 1);
}

TEST(evaluate_clusters, one_record_in_the_wrong_cluster) {
  // Found {0 1 2 3} {4}; true {0 1 2} {3 4}.
  const Accuracy accuracy = evaluate_clusters(Numbers{0, 0, 0, 0, 1}, Numbers{0, 0, 0, 1, 1}, {});
  EXPECT_EQ(accuracy.found_pairs, 6U);
  EXPECT_EQ(accuracy.true_pairs, 4U);
  EXPECT_EQ(accuracy.right_pairs, 3U);
  EXPECT_DOUBLE_EQ(accuracy.precision, 0.5);
  EXPECT_DOUBLE_EQ(accuracy.recall, 0.75);
  EXPECT_DOUBLE_EQ(accuracy.f1, 0.6);
  // By record: precision 3/4 three times, 1/4, 1; recall 1 three times, 1/2 twice.
  EXPECT_DOUBLE_EQ(accuracy.b_cubed_precision, (3 * 0.75 + 0.25 + 1) / 5);
  EXPECT_DOUBLE_EQ(accuracy.b_cubed_recall, (3 + 2 * 0.5) / 5);
  EXPECT_DOUBLE_EQ(accuracy.b_cubed_f1, 2 * 0.7 * 0.8 / 1.5);
}

TEST(evaluate_clusters, all_in_one_and_all_alone) {
  const Numbers truth = {0, 0, 1, 1};
  const Accuracy one = evaluate_clusters(Numbers{0, 0, 0, 0}, truth, {});
  EXPECT_DOUBLE_EQ(one.precision, 2.0 / 6);
  EXPECT_DOUBLE_EQ(one.recall, 1);
  EXPECT_DOUBLE_EQ(one.b_cubed_precision, 0.5);
  const Accuracy alone = evaluate_clusters(Numbers{0, 1, 2, 3}, truth, {});
  EXPECT_EQ(alone.found_pairs, 0U);
  EXPECT_DOUBLE_EQ(alone.recall, 0);
  EXPECT_DOUBLE_EQ(alone.f1, 0);
  EXPECT_DOUBLE_EQ(alone.b_cubed_precision, 1);
  EXPECT_DOUBLE_EQ(alone.b_cubed_recall, 0.5);
}

TEST(evaluate_clusters, across_sources_only_pairs_of_two_sources_count) {
  // Cluster {0 1 2}: 0 and 1 of source 0, 2 of source 1. True {0 2} {1 3}.
  const Accuracy accuracy =
      evaluate_clusters(Numbers{0, 0, 0, 1}, Numbers{0, 1, 0, 1}, Numbers{0, 0, 1, 1});
  EXPECT_EQ(accuracy.found_pairs, 2U);
  EXPECT_EQ(accuracy.true_pairs, 2U);
  EXPECT_EQ(accuracy.right_pairs, 1U);
  EXPECT_DOUBLE_EQ(accuracy.precision, 0.5);
  EXPECT_DOUBLE_EQ(accuracy.recall, 0.5);
}

TEST(evaluate_clusters, records_without_an_answer_are_left_out) {
  const Accuracy accuracy =
      evaluate_clusters(Numbers{0, 0, 0, 1}, Numbers{0, kTruthUnknown, 0, kTruthUnknown}, {});
  EXPECT_EQ(accuracy.found_pairs, 1U);
  EXPECT_EQ(accuracy.right_pairs, 1U);
  EXPECT_DOUBLE_EQ(accuracy.b_cubed_f1, 1);
}

TEST(evaluate_clusters, no_records_do_not_divide_by_nothing) {
  const Accuracy accuracy = evaluate_clusters({}, {}, {});
  EXPECT_EQ(accuracy.found_pairs, 0U);
  EXPECT_EQ(accuracy.b_cubed_f1, 0);
}

TEST(evaluate_clusters, any_numbers_may_name_the_entities) {
  const Accuracy accuracy =
      evaluate_clusters(Numbers{4'000'000'000, 4'000'000'000}, Numbers{99, 99}, {});
  EXPECT_EQ(accuracy.right_pairs, 1U);
  EXPECT_DOUBLE_EQ(accuracy.b_cubed_f1, 1);
}

TEST(evaluate_clusters, partitions_of_different_lengths_are_a_defect) {
  EXPECT_THROW(evaluate_clusters(Numbers{0, 1}, Numbers{0}, {}), Error);
}

TEST(evaluate_clusters, counts_equal_a_count_pair_by_pair) {
  EXPECT_TRUE(rc::check([] {
    const auto size = *rc::gen::inRange<size_t>(1, 30);
    const auto number = rc::gen::inRange<uint32_t>(0, 6);
    const auto clusters = *rc::gen::container<Numbers>(size, number);
    const auto truth = *rc::gen::container<Numbers>(size, number);
    const auto sources = *rc::gen::container<Numbers>(size, rc::gen::inRange<uint32_t>(0, 3));
    const bool across = *rc::gen::arbitrary<bool>();
    uint64_t found = 0;
    uint64_t right = 0;
    for (size_t a = 0; a < size; ++a) {
      for (size_t b = a + 1; b < size; ++b) {
        if ((across && sources[a] == sources[b]) || clusters[a] != clusters[b]) continue;
        ++found;
        right += truth[a] == truth[b] ? 1 : 0;
      }
    }
    const Accuracy accuracy = evaluate_clusters(clusters, truth, across ? sources : Numbers{});
    RC_ASSERT(accuracy.found_pairs == found);
    RC_ASSERT(accuracy.right_pairs == right);
  }));
}

}  // namespace
}  // namespace newlyn::linkage
