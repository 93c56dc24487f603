// SPDX-License-Identifier: MIT
// What two sets weigh: the best pair, the mean or the least, as it is said of each comparison.
#include "linkage/clustering/set_evidence.h"

#include <gtest/gtest.h>

#include "linkage/testing/made_records.h"

namespace newlyn::linkage {
namespace {

using pairs::Condition;

constexpr double kSame = 10;
constexpr double kTwice = -6;  // for two records of the register

pairs::Level level(Condition condition, double match) {
  pairs::Level made;
  made.condition = std::move(condition);
  made.weights = {match, 0, 0};
  return made;
}

/// Names that are the same or not, and a register that holds a person once.
pairs::ScoreModel names_and_register() {
  pairs::ScoreModel model;
  model.prior_match = 0;
  pairs::Comparison& name = model.comparisons.emplace_back();
  name.levels = {level(Condition::equal(0), kSame), level(Condition::otherwise(), -kSame)};
  pairs::Comparison& lists = model.comparisons.emplace_back();
  lists.levels = {
      level(Condition::all_of({Condition::equal(1), Condition::value_is({false, 1}, "register")}),
            kTwice),
      level(Condition::otherwise(), 0)};
  return model;
}

TEST(set_evidence, a_register_that_both_sets_are_on_speaks_against_them_once) {
  pairs::PairColumns columns = make_columns(
      {"name", "in_list"},
      {{"ann", "register"}, {"ann", "library"}, {"ann", "register"}, {"ann", "contacts"}});
  pairs::ScoreModel model = names_and_register();
  pairs::prepare_columns(columns, model);
  pairs::complete_model(model);
  pairs::PairScorer scorer(columns, model);
  const std::vector<Spread> spreads = {Spread::changes, Spread::least};
  SetEvidence evidence(4, model, spreads, 100);
  std::vector<pairs::RowPair> all;
  std::vector<std::pair<uint32_t, uint32_t>> places;
  for (uint32_t a = 0; a < 4; ++a) {
    for (uint32_t b = a + 1; b < 4; ++b) {
      all.push_back({a, b});
      places.emplace_back(a, b);
    }
  }
  evidence.score(scorer, all, places);
  const double two_lists = evidence.weight(0, 1);
  EXPECT_NEAR(evidence.weight(0, 2) - two_lists, kTwice, 1e-4);
  evidence.join(0, 1);
  evidence.join(2, 3);
  // Three of the four pairs are of two lists, and yet the register counts in full.
  const double tries = 0.25 * 2;  // four pairs, two doublings
  EXPECT_NEAR(evidence.weight(0, 2) - two_lists, kTwice - tries, 1e-4);
}

}  // namespace
}  // namespace newlyn::linkage
