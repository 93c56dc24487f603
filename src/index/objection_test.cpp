// SPDX-License-Identifier: MIT
// What is said against judgements that are made together is what the index would refuse, and
// trying them changes nothing.
#include "index/objection.h"

#include <gtest/gtest.h>

#include "index/testing/made_world.h"

namespace newlyn::index {
namespace {

std::vector<Outcome> step(EntityIndex& index, const std::vector<Change>& changes) {
  RunContext run;
  return index.apply(changes, run);
}

void put_four(EntityIndex& index) {
  step(index, {add_record("a", "1", town_values(1, 0)), add_record("b", "2", town_values(20, 0)),
               add_record("c", "3", town_values(40, 0)), add_record("d", "4", town_values(60, 0))});
}

TEST(objection, is_found_before_anything_is_done_through_records_that_are_gone) {
  EntityIndex index(town_plan());
  put_four(index);
  step(index, {judge_records({"a", "1"}, {"b", "2"}, Verdict::same),
               judge_records({"b", "2"}, {"c", "3"}, Verdict::different)});
  step(index, {remove_record("b", "2")});
  const uint64_t before = index.state_hash();
  const std::vector<Change> merge{judge_records({"a", "1"}, {"d", "4"}, Verdict::same),
                                  judge_records({"d", "4"}, {"c", "3"}, Verdict::same)};
  const auto why = objection_to_all(index, merge);
  ASSERT_TRUE(why);
  EXPECT_EQ(index.state_hash(), before);
  // The chain is that of the refusal, with the number that the first one would have had.
  const auto outcomes = step(index, merge);
  EXPECT_TRUE(outcomes[0].is_done);
  EXPECT_EQ(outcomes[1].refusal, *why);
}

TEST(objection, knows_what_the_same_step_withdraws) {
  EntityIndex index(town_plan());
  put_four(index);
  step(index, {judge_records({"a", "1"}, {"b", "2"}, Verdict::different)});
  const Change same = judge_records({"a", "1"}, {"b", "2"}, Verdict::same);
  EXPECT_TRUE(objection_to_all(index, std::vector{same}));
  EXPECT_FALSE(objection_to_all(index, std::vector{withdraw_judgement(1), same}));
  Change whole_step;
  whole_step.kind = Change::Kind::withdraw_step;
  whole_step.step = index.sequence();
  EXPECT_FALSE(objection_to_all(index, std::vector{whole_step, same}));
  EXPECT_TRUE(objection_to_all(index, std::vector{withdraw_judgement(1), withdraw_judgement(1)}));
  EXPECT_TRUE(objection_to_all(index, std::vector{withdraw_judgement(2)}));
  EXPECT_FALSE(objection_to_all(index, {}));
}

TEST(objection, says_of_a_seal_nothing_but_no) {
  EntityIndex index(town_plan());
  put_four(index);
  step(index, {seal_identity(index, {{"a", "1"}}, {{"b", "2"}})});
  step(index, {remove_record("a", "1")});
  const std::vector<Change> merge{judge_records({"b", "2"}, {"c", "3"}, Verdict::same),
                                  judge_records({"c", "3"}, {"a", "1"}, Verdict::same)};
  const auto why = objection_to_all(index, merge);
  ASSERT_TRUE(why);
  EXPECT_EQ(why->find("seal"), std::string::npos);
  EXPECT_FALSE(objection_to_all(index, std::vector{merge[0]}));
  EXPECT_FALSE(step(index, merge)[1].is_done);
}

TEST(objection, of_parts_is_found_part_by_part_beside_those_that_can_be_done) {
  EntityIndex index(town_plan());
  put_four(index);
  const Change same = judge_records({"a", "1"}, {"b", "2"}, Verdict::same);
  const Change onward = judge_records({"b", "2"}, {"c", "3"}, Verdict::same);
  const Change apart = judge_records({"a", "1"}, {"c", "3"}, Verdict::different);
  const Change other = judge_records({"c", "3"}, {"d", "4"}, Verdict::same);
  // The second part is undone whole: what it says of c and d first is not there for the third.
  const Change other_apart = judge_records({"c", "3"}, {"d", "4"}, Verdict::different);
  const std::vector<Change> changes{same, onward, other_apart, apart, other};
  const std::vector<size_t> ends{2, 4, 5};
  const auto objections = objections_to_parts(index, changes, ends);
  ASSERT_EQ(objections.size(), 3U);
  EXPECT_FALSE(objections[0]);
  ASSERT_TRUE(objections[1]);
  EXPECT_NE(objections[1]->find("a 1 = b 2"), objections[1]->npos) << *objections[1];
  EXPECT_FALSE(objections[2]);
  EXPECT_TRUE(objections_to_parts(index, {}, {}).empty());
}

}  // namespace
}  // namespace newlyn::index
