// SPDX-License-Identifier: MIT
// An index gives what a full run gives, whatever happened before; ids stay as promised.
#include "index/index.h"

#include <gtest/gtest.h>

#include <set>

#include "index/entity_id.h"
#include "index/testing/made_world.h"

namespace newlyn::index {
namespace {

std::vector<Outcome> step(EntityIndex& index, const std::vector<Change>& changes) {
  RunContext run;
  return index.apply(changes, run);
}

uint64_t full_run(const EntityIndex& index) {
  RunContext run;
  return index.full_run_hash(run);
}

TEST(entity_index, many_records_at_once_give_what_single_ones_give) {
  EntityIndex bulk(town_plan());
  EntityIndex portions(town_plan());
  std::vector<Change> changes;
  for (uint64_t person = 0; person < 2'000; ++person) {
    for (uint64_t version = 0; version < 3; ++version) {
      changes.push_back(
          add_record("tax", std::to_string(person * 3 + version), town_values(person, version)));
    }
  }
  step(bulk, changes);
  for (size_t from = 0; from < changes.size(); from += 500) {
    step(portions, {changes.begin() + from, changes.begin() + from + 500});
  }
  EXPECT_EQ(bulk.partition_hash(), portions.partition_hash());
  EXPECT_EQ(bulk.partition_hash(), full_run(bulk));
  for (uint64_t person = 0; person < 30; ++person) {
    const Change one = add_record("care", std::to_string(person), town_values(person, 1));
    step(bulk, {one, remove_record("tax", std::to_string(person * 3))});
    step(portions, {one, remove_record("tax", std::to_string(person * 3))});
  }
  EXPECT_EQ(bulk.partition_hash(), full_run(bulk));
  EXPECT_EQ(bulk.partition_hash(), portions.partition_hash());
}

std::string entity(const EntityIndex& index, const std::string& source, const std::string& id) {
  return index.entity_of({source, id}).value_or("none");
}

TEST(entity_index, records_of_one_person_get_one_entity) {
  EntityIndex index(town_plan());
  step(index,
       {add_record("tax", "1", town_values(4, 0)), add_record("care", "7", town_values(4, 0)),
        add_record("tax", "2", town_values(50, 0))});
  EXPECT_EQ(entity(index, "tax", "1"), entity(index, "care", "7"));
  EXPECT_NE(entity(index, "tax", "1"), entity(index, "tax", "2"));
  const auto matches = index.matches(town_values(4, 0), 0);
  ASSERT_FALSE(matches.empty());
  EXPECT_EQ(matches[0].entity, entity(index, "tax", "1"));
}

TEST(entity_index, two_whom_one_row_names_are_two_unless_a_person_says_so) {
  IndexPlan plan = town_plan();
  plan.row_of = [](const RecordKey& key) { return key.id; };
  EntityIndex index(std::move(plan));
  step(index, {add_record("births/mother", "1", town_values(4, 0)),
               add_record("births/child", "1", town_values(4, 0)),
               add_record("births/mother", "2", town_values(4, 0))});
  EXPECT_NE(entity(index, "births/mother", "1"), entity(index, "births/child", "1"));
  EXPECT_EQ(index.partition_hash(), full_run(index));
  step(index, {judge_records({"births/mother", "1"}, {"births/child", "1"}, Verdict::same)});
  EXPECT_EQ(entity(index, "births/mother", "1"), entity(index, "births/child", "1"));
  EXPECT_EQ(entity(index, "births/mother", "1"), entity(index, "births/mother", "2"));
}

TEST(entity_index, different_valid_numbers_never_join_unless_a_person_says_so) {
  EntityIndex index(town_plan());
  step(index, {add_record("tax", "1", town_values(4, 0), "9990000001"),
               add_record("care", "7", town_values(4, 0), "9990000002")});
  EXPECT_NE(entity(index, "tax", "1"), entity(index, "care", "7"));
  step(index, {judge_records({"tax", "1"}, {"care", "7"}, Verdict::same)});
  EXPECT_EQ(entity(index, "tax", "1"), entity(index, "care", "7"));
}

TEST(entity_index, merge_keeps_the_larger_entity_and_undoing_brings_back_both_ids) {
  EntityIndex index(town_plan());
  step(index, {add_record("tax", "1", town_values(4, 0))});
  step(index,
       {add_record("tax", "2", town_values(50, 0)), add_record("care", "2", town_values(50, 0))});
  const std::string small = entity(index, "tax", "1");
  const std::string large = entity(index, "tax", "2");
  // The judgement holds for the second of the equal records too, which the first would outvote.
  step(index, {judge_records({"care", "2"}, {"tax", "2"}, Verdict::same)});
  const auto judged = step(index, {judge_records({"tax", "1"}, {"tax", "2"}, Verdict::same)});
  EXPECT_EQ(entity(index, "tax", "1"), large);
  EXPECT_EQ(index.resolve(small), large);
  EXPECT_EQ(index.records_of(small).size(), 3);
  step(index, {withdraw_judgement(judged[0].judgement_number)});
  EXPECT_EQ(entity(index, "tax", "1"), small);
  EXPECT_EQ(entity(index, "tax", "2"), large);
  EXPECT_EQ(index.resolve(small), small);
  EXPECT_EQ(index.history(small).size(), 3);
}

TEST(entity_index, merged_pairs_of_one_size_come_back_to_the_right_ids) {
  for (uint64_t first = 0; first < 40; ++first) {
    EntityIndex index(town_plan());
    step(index, {add_record("tax", "1", town_values(100 + first * 5, 0))});
    step(index, {add_record("tax", "2", town_values(700 - first * 6, 0))});
    const std::string older = entity(index, "tax", "1");
    const std::string younger = entity(index, "tax", "2");
    if (older == younger) continue;
    const auto judged = step(index, {judge_records({"tax", "2"}, {"tax", "1"}, Verdict::same)});
    EXPECT_EQ(entity(index, "tax", "2"), older);
    step(index, {withdraw_judgement(judged[0].judgement_number)});
    EXPECT_EQ(entity(index, "tax", "1"), older);
    EXPECT_EQ(entity(index, "tax", "2"), younger);
  }
}

TEST(entity_index, split_leaves_the_id_with_the_larger_part_and_gives_a_new_one) {
  EntityIndex index(town_plan());
  step(index,
       {add_record("tax", "1", town_values(4, 0)), add_record("care", "1", town_values(4, 0)),
        add_record("rent", "1", town_values(4, 0))});
  const std::string whole = entity(index, "tax", "1");
  ASSERT_EQ(index.records_of(whole).size(), 3);
  step(index, {judge_records({"tax", "1"}, {"care", "1"}, Verdict::different),
               judge_records({"care", "1"}, {"rent", "1"}, Verdict::different)});
  EXPECT_EQ(entity(index, "tax", "1"), whole);
  EXPECT_EQ(entity(index, "rent", "1"), whole);
  EXPECT_NE(entity(index, "care", "1"), whole);
  EXPECT_EQ(*index.find({"care", "1"}), add_record("care", "1", town_values(4, 0)).record);
}

TEST(entity_index, a_record_that_comes_back_gets_its_entity_back) {
  EntityIndex index(town_plan());
  step(index, {add_record("tax", "1", town_values(4, 0))});
  const std::string before = entity(index, "tax", "1");
  step(index, {remove_record("tax", "1")});
  EXPECT_TRUE(index.records_of(before).empty());
  step(index, {add_record("tax", "2", town_values(50, 0))});
  EXPECT_NE(entity(index, "tax", "2"), before);
  step(index, {add_record("tax", "1", town_values(4, 0))});
  EXPECT_EQ(entity(index, "tax", "1"), before);
}

TEST(entity_index, contradictory_judgements_are_refused_with_the_chain) {
  EntityIndex index(town_plan());
  step(index, {add_record("a", "1", town_values(1, 0)), add_record("b", "2", town_values(20, 0)),
               add_record("c", "3", town_values(40, 0))});
  step(index, {judge_records({"a", "1"}, {"b", "2"}, Verdict::same),
               judge_records({"b", "2"}, {"c", "3"}, Verdict::same)});
  const auto refused = step(index, {judge_records({"a", "1"}, {"c", "3"}, Verdict::different)});
  EXPECT_FALSE(refused[0].is_done);
  EXPECT_NE(
      refused[0].refusal.find("a 1 = b 2 (judgement 1 by kay), b 2 = c 3 (judgement 2 by kay)"),
      std::string::npos)
      << refused[0].refusal;
  EXPECT_EQ(entity(index, "a", "1"), entity(index, "c", "3"));
  step(index, {withdraw_judgement(2)});
  EXPECT_TRUE(step(index, {judge_records({"a", "1"}, {"c", "3"}, Verdict::different)})[0].is_done);
  const auto joined = step(index, {judge_records({"c", "3"}, {"b", "2"}, Verdict::same)});
  EXPECT_FALSE(joined[0].is_done);
  EXPECT_NE(joined[0].refusal.find("a 1 ≠ c 3"), std::string::npos) << joined[0].refusal;
  EXPECT_EQ(index.judgements_of({"b", "2"}).size(), 2);
}

TEST(entity_index, indexes_in_lanes_of_their_own_never_give_one_id) {
  RunContext run;
  std::set<std::string> ids;
  for (const uint32_t lane : {0U, 1U}) {
    IndexPlan plan = town_plan();
    plan.id_lane = lane;
    plan.id_lanes = 4;
    EntityIndex index(plan);
    std::vector<Change> changes;
    for (uint64_t n = 0; n < 60; ++n) {
      changes.push_back(add_record("tax", std::to_string(n), town_values(n, 0)));
    }
    index.apply(changes, run);
    index.each_record([&](const Record& record, const std::string& entity) {
      EXPECT_EQ(index.entity_of(record.key), entity);
      EXPECT_EQ(index.resolve(entity), entity);
      EXPECT_EQ(*entity_number(entity) % 4, lane);
      ids.insert(entity);
    });
    for (const std::string& id : ids) {
      if (*entity_number(id) % 4 == lane) continue;
      EXPECT_FALSE(index.resolve(id)) << "an id of the other lane";
      EXPECT_TRUE(index.history(id).empty());
    }
  }
}

TEST(entity_index, refit_takes_in_what_records_showed_besides) {
  RunContext run;
  IndexPlan plan{narrow_town_model(), {"NHS number"}};
  EntityIndex index(plan);
  EntityIndex wide(town_plan());
  std::vector<Change> narrow_changes;
  std::vector<Change> wide_changes;
  for (uint64_t n = 0; n < 120; ++n) {
    Change change = add_record("tax", std::to_string(n), town_values(n / 2, n % 2));
    wide_changes.push_back(change);
    if (!change.record.values.back().empty()) {
      change.record.further = {{"postcode", change.record.values.back()}};
    }
    change.record.values.pop_back();
    narrow_changes.push_back(change);
  }
  index.apply(narrow_changes, run);
  wide.apply(wide_changes, run);
  index.refit(town_model(), run);
  EXPECT_EQ(index.partition_hash(), wide.partition_hash());
  EXPECT_EQ(index.partition_hash(), index.full_run_hash(run));
  for (const Change& change : wide_changes) {
    EXPECT_EQ(*index.find(change.record.key), change.record);
  }
  index.refit(narrow_town_model(), run);
  for (const Change& change : narrow_changes) {
    EXPECT_EQ(*index.find(change.record.key), change.record);
  }
}

}  // namespace
}  // namespace newlyn::index
