// SPDX-License-Identifier: MIT
// A million answers of the engine to made conditions over hostile records, against DuckDB's.
#include "linkage/sql/compile_condition.h"

#include <gtest/gtest.h>

#include "linkage/testing/condition_trial.h"

namespace newlyn::linkage {
namespace {

constexpr size_t kAnswers = 1'000'000;

TEST(compile_condition, a_million_answers_are_those_of_duckdb) {
  ConditionTrial trial(ConditionTrial::kAllKinds);
  Random random(20261129);
  ConditionMaker maker(random);
  size_t answers = 0;
  size_t native = 0;
  size_t conditions = 0;
  while (native < kAnswers) {
    const std::string condition = maker.condition(2);
    bool foreign = false;
    const std::string ours = trial.by_engine(condition, foreign);
    ASSERT_EQ(ours, trial.by_duckdb(condition)) << condition;
    answers += ours.size();
    if (!foreign) native += ours.size();
    ++conditions;
  }
  // What DuckDB answers for the engine proves nothing; most must be the engine's own.
  EXPECT_GT(native * 10, answers * 9) << conditions << " conditions";
}

}  // namespace
}  // namespace newlyn::linkage
