// SPDX-License-Identifier: MIT
// Counts by group and by source against counting every pair one by one.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <vector>

#include "base/error.h"
#include "linkage/evaluation.h"

namespace newlyn::linkage {
namespace {

using Numbers = std::vector<uint32_t>;

TEST(evaluate_groups, a_pair_of_two_groups_counts_in_both) {
  // Cluster {0 1 2}, truth {0 1} {2}; groups 0: {0}, 1: {1 2}.
  const Numbers clusters = {7, 7, 7};
  const Numbers truth = {1, 1, 2};
  const Numbers groups = {0, 1, 1};
  const auto counts = evaluate_groups({clusters, truth, {}}, groups, 2);
  ASSERT_EQ(counts.size(), 2U);
  EXPECT_EQ(counts[0].found, 2U);
  EXPECT_EQ(counts[0].truly, 1U);
  EXPECT_EQ(counts[0].right, 1U);
  EXPECT_EQ(counts[1].found, 3U);
  EXPECT_EQ(counts[1].right, 1U);
}

TEST(evaluate_groups, groups_of_another_length_are_refused) {
  const Numbers two = {1, 2};
  EXPECT_THROW(evaluate_groups({two, two, {}}, Numbers{1}, 2), Error);
}

/// A random problem with few labels, so that everything meets.
struct Problem {
  Numbers clusters;
  Numbers truth;
  Numbers sides;
  Numbers parts;
  bool across = false;
};

Problem draw_problem() {
  Problem problem;
  const auto size = *rc::gen::inRange<size_t>(0, 30);
  problem.clusters = *rc::gen::container<Numbers>(size, rc::gen::inRange<uint32_t>(0, 6));
  problem.truth = *rc::gen::container<Numbers>(
      size, rc::gen::oneOf(rc::gen::inRange<uint32_t>(0, 6), rc::gen::just(kTruthUnknown)));
  problem.sides = *rc::gen::container<Numbers>(size, rc::gen::inRange<uint32_t>(0, 3));
  problem.parts = *rc::gen::container<Numbers>(size, rc::gen::inRange<uint32_t>(0, 4));
  problem.across = *rc::gen::arbitrary<bool>();
  return problem;
}

/// Calls `visit(a, b, found, truly)` for every pair that counts.
template <typename Visit>
void for_each_pair(const Problem& problem, Visit visit) {
  for (size_t a = 0; a < problem.clusters.size(); ++a) {
    for (size_t b = a + 1; b < problem.clusters.size(); ++b) {
      if (problem.truth[a] == kTruthUnknown || problem.truth[b] == kTruthUnknown) continue;
      if (problem.across && problem.sides[a] == problem.sides[b]) continue;
      visit(a, b, problem.clusters[a] == problem.clusters[b], problem.truth[a] == problem.truth[b]);
    }
  }
}

void count(PairCounts& counts, bool found, bool truly) {
  counts.found += found ? 1 : 0;
  counts.truly += truly ? 1 : 0;
  counts.right += found && truly ? 1 : 0;
}

TEST(evaluate_groups, agrees_with_counting_pair_by_pair) {
  EXPECT_TRUE(rc::check([] {
    const Problem problem = draw_problem();
    std::vector<PairCounts> expected(4);
    for_each_pair(problem, [&](size_t a, size_t b, bool found, bool truly) {
      count(expected[problem.parts[a]], found, truly);
      if (problem.parts[a] != problem.parts[b]) count(expected[problem.parts[b]], found, truly);
    });
    const Numbers sides = problem.across ? problem.sides : Numbers{};
    const auto counts = evaluate_groups({problem.clusters, problem.truth, sides}, problem.parts, 4);
    for (size_t group = 0; group < 4; ++group) {
      RC_ASSERT(counts[group].found == expected[group].found);
      RC_ASSERT(counts[group].truly == expected[group].truly);
      RC_ASSERT(counts[group].right == expected[group].right);
    }
  }));
}

TEST(evaluate_sources, agrees_with_counting_pair_by_pair) {
  EXPECT_TRUE(rc::check([] {
    const Problem problem = draw_problem();
    std::map<std::pair<uint32_t, uint32_t>, PairCounts> expected;
    for_each_pair(problem, [&](size_t a, size_t b, bool found, bool truly) {
      if (!found && !truly) return;
      const auto parts = std::minmax(problem.parts[a], problem.parts[b]);
      count(expected[{parts.first, parts.second}], found, truly);
    });
    const Numbers sides = problem.across ? problem.sides : Numbers{};
    const auto list = evaluate_sources({problem.clusters, problem.truth, sides}, problem.parts);
    RC_ASSERT(list.size() == expected.size());
    for (const SourcePairCounts& entry : list) {
      const PairCounts& counts = expected[{entry.first, entry.second}];
      RC_ASSERT(entry.counts.found == counts.found);
      RC_ASSERT(entry.counts.truly == counts.truly);
      RC_ASSERT(entry.counts.right == counts.right);
    }
  }));
}

}  // namespace
}  // namespace newlyn::linkage
