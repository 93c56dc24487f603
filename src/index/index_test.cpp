// SPDX-License-Identifier: MIT
// An index gives what a full run gives, whatever happened before; ids stay as promised.
#include "index/index.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "base/threads.h"
#include "index/entity_id.h"
#include "index/journal/change_codec.h"
#include "index/testing/made_world.h"
#include "index/view.h"
#include "record/declared_end.h"
#include "record/trusted_id.h"

namespace newlyn::index {
namespace {

/// Histories tried; more of them when the environment says so.
uint64_t history_count() {
  const char* wanted = std::getenv("NEWLYN_HISTORIES");
  return wanted == nullptr ? 1'000 : std::strtoull(wanted, nullptr, 10);
}

std::vector<Outcome> step(EntityIndex& index, const std::vector<Change>& changes) {
  RunContext run;
  return index.apply(changes, run);
}

uint64_t full_run(const EntityIndex& index) {
  RunContext run;
  return index.full_run_hash(run);
}

using Relations = std::set<std::vector<std::string>>;

/// The declared relations that the entities have: who points at whom, how and by which name.
Relations relations_in(const View& view) {
  Relations relations;
  std::set<std::string> entities;
  view.each_key([&](const RecordKey&, const std::string& entity) { entities.insert(entity); });
  for (const std::string& entity : entities) {
    const Network network = *View::declared({&view}, {entity, 1, 99, 99});
    for (const NetworkLink& link : network.links) {
      relations.insert(
          {link.left, link.right, link.domain, link.key, link.role, link.from, link.until});
    }
  }
  return relations;
}

/// The same by looking at every two records there are.
Relations relations_between_records(const View& view) {
  std::vector<std::pair<std::string, record::DeclaredEnd>> ends;
  view.each_record([&](const Record& record, const std::string& entity) {
    for (const FieldValue& of : record.further) {
      if (of.field != record::kRelationField) continue;
      for (record::DeclaredEnd& end : record::read_declared_ends(of.value)) {
        ends.emplace_back(entity, std::move(end));
      }
    }
  });
  Relations relations;
  for (const auto& [left, pointer] : ends) {
    for (const auto& [right, anchor] : ends) {
      const bool leads = !pointer.is_anchor && anchor.is_anchor && left != right &&
                         pointer.domain == anchor.domain && pointer.key == anchor.key;
      if (!leads) continue;
      relations.insert(
          {left, right, pointer.domain, pointer.key, pointer.role, pointer.from, pointer.until});
    }
  }
  return relations;
}

/// In every other history two systems share their rows.
IndexPlan plan_of_history(uint64_t seed) {
  IndexPlan plan = town_plan();
  if (seed % 2 == 0) plan.row_of = [](const RecordKey& key) { return key.id; };
  return plan;
}

/// One history: portions of changes, each time compared with a full run; then two more indexes,
/// one that does the same steps again, and one that is told what is true in an order of its own.
void try_history(uint64_t seed) {
  Random random(seed);
  set_thread_count(1 + seed % 2);
  MadeHistory history(seed);
  EntityIndex index(plan_of_history(seed));
  std::vector<std::string> journal;
  const uint64_t steps = 4 + random.below(20);
  for (uint64_t done_steps = 0; done_steps < steps; ++done_steps) {
    std::vector<Change> changes;
    std::set<RecordKey> keys;
    for (uint64_t i = 1 + random.below(4); i > 0; --i) {
      Change change = history.next(index);
      // Whether a record is there is only known at the beginning of the step.
      if (keys.insert(change.record.key).second) changes.push_back(std::move(change));
    }
    const std::vector<Outcome> outcomes = step(index, changes);
    for (size_t i = 0; i < changes.size(); ++i) history.note(changes[i], outcomes[i]);
    std::vector<Change> done;
    for (size_t i = 0; i < changes.size(); ++i) {
      if (outcomes[i].is_done) done.push_back(changes[i]);
    }
    journal.push_back(write_changes(done));
    ASSERT_EQ(index.partition_hash(), full_run(index)) << "seed " << seed << " step " << done_steps;
    ASSERT_EQ(relations_in(index), relations_between_records(index)) << "seed " << seed;
    ASSERT_EQ(relations_in(index.whole()), relations_between_records(index.whole()));
  }
  EntityIndex again(plan_of_history(seed));
  for (const std::string& entry : journal) {
    const auto changes = read_changes(entry);
    ASSERT_TRUE(changes.has_value());
    for (const Outcome& outcome : step(again, *changes)) EXPECT_TRUE(outcome.is_done);
  }
  ASSERT_EQ(again.partition_hash(), index.partition_hash()) << "seed " << seed;
  ASSERT_EQ(relations_in(again), relations_in(index)) << "seed " << seed;
  EntityIndex anew(plan_of_history(seed));
  const std::vector<Change> all = history.what_is_true(seed);
  const size_t portion = 1 + random.below(12);
  for (size_t from = 0; from < all.size(); from += portion) {
    const size_t to = std::min(all.size(), from + portion);
    for (const Outcome& outcome : step(anew, {all.begin() + from, all.begin() + to})) {
      EXPECT_TRUE(outcome.is_done) << outcome.refusal;
    }
  }
  ASSERT_EQ(anew.partition_hash(), index.partition_hash()) << "seed " << seed;
  ASSERT_EQ(anew.record_count(), index.record_count());
  ASSERT_EQ(relations_in(anew), relations_between_records(anew)) << "seed " << seed;
  // A seal may hide more of those who were told of it in another order.
  ASSERT_EQ(relations_in(anew.whole()).size(), relations_in(index.whole()).size()) << seed;
  for (const Change& change : all) {
    if (change.kind != Change::Kind::add) continue;
    EXPECT_EQ(again.entity_of(change.record.key), index.entity_of(change.record.key));
    EXPECT_EQ(*index.find(change.record.key), change.record);
  }
}

TEST(entity_index, has_the_relations_and_trusted_ids_of_its_records_whatever_happened_before) {
  const size_t threads = thread_count();
  for (uint64_t seed = 1; seed <= history_count(); ++seed) {
    try_history(seed);
    if (HasFatalFailure()) break;
  }
  set_thread_count(threads);
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

/// A record with trusted ids.
Change trusted(Change change, std::vector<record::TrustedId> ids) {
  change.record.further = {
      {std::string(record::kTrustedIdField), record::trusted_ids_text(std::move(ids))}};
  return change;
}

TEST(entity_index, records_of_one_trusted_id_are_one_entity_whatever_they_say) {
  EntityIndex index(town_plan());
  step(index, {trusted(add_record("tax", "1", town_values(4, 0)), {{"crm", "T1"}})});
  const std::string first = entity(index, "tax", "1");
  step(index, {trusted(add_record("care", "7", town_values(50, 0)), {{"crm", "T1"}}),
               trusted(add_record("care", "8", town_values(80, 0)), {{"hr", "T1"}})});
  EXPECT_EQ(entity(index, "care", "7"), first);
  EXPECT_NE(entity(index, "care", "8"), first) << "an id of another type is another id";
  EXPECT_EQ(index.partition_hash(), full_run(index));
  // Who is like a record that is held by an id is with it.
  step(index, {add_record("tax", "3", town_values(50, 0))});
  EXPECT_EQ(entity(index, "tax", "3"), first);
  Change changed = trusted(add_record("tax", "1", town_values(4, 0)), {{"crm", "T2"}});
  changed.kind = Change::Kind::change;
  step(index, {changed});
  EXPECT_NE(entity(index, "tax", "1"), entity(index, "care", "7"));
  EXPECT_EQ(entity(index, "tax", "3"), entity(index, "care", "7"));
  EXPECT_EQ(index.partition_hash(), full_run(index));
}

TEST(entity_index, records_of_different_trusted_ids_are_two_unless_a_person_says_so) {
  EntityIndex index(town_plan());
  step(index,
       {trusted(add_record("tax", "1", town_values(4, 0)), {{"crm", "T1"}}),
        trusted(add_record("care", "7", town_values(4, 0)), {{"crm", "T2"}}),
        trusted(add_record("care", "8", town_values(4, 0)), {{"crm", "T3"}, {"crm", "T4"}})});
  EXPECT_NE(entity(index, "tax", "1"), entity(index, "care", "7"));
  EXPECT_TRUE(entity(index, "care", "8") == entity(index, "tax", "1") ||
              entity(index, "care", "8") == entity(index, "care", "7"))
      << "of two ids of a type none counts";
  step(index, {judge_records({"tax", "1"}, {"care", "7"}, Verdict::same)});
  EXPECT_EQ(entity(index, "tax", "1"), entity(index, "care", "7"));
  // The two ids are one from then on.
  step(index, {trusted(add_record("tax", "2", town_values(50, 0)), {{"crm", "T2"}}),
               trusted(add_record("tax", "3", town_values(80, 0)), {{"crm", "T1"}})});
  EXPECT_EQ(entity(index, "tax", "2"), entity(index, "tax", "3"));
  EXPECT_EQ(index.partition_hash(), full_run(index));
}

TEST(entity_index, what_parts_records_outranks_a_trusted_id) {
  EntityIndex index(town_plan());
  step(index, {trusted(add_record("tax", "1", town_values(4, 0)), {{"crm", "T1"}}),
               trusted(add_record("tax", "2", town_values(50, 0)), {{"crm", "T1"}}),
               trusted(add_record("tax", "3", town_values(80, 0)), {{"crm", "T1"}})});
  EXPECT_EQ(entity(index, "tax", "1"), entity(index, "tax", "2"));
  const auto judged = step(index, {judge_records({"tax", "1"}, {"tax", "2"}, Verdict::different)});
  EXPECT_NE(entity(index, "tax", "1"), entity(index, "tax", "2"));
  EXPECT_EQ(entity(index, "tax", "1"), entity(index, "tax", "3")) << "the first by its key";
  EXPECT_EQ(index.partition_hash(), full_run(index));
  step(index, {remove_record("tax", "1")});
  EXPECT_EQ(entity(index, "tax", "2"), entity(index, "tax", "3"));
  step(index, {withdraw_judgement(judged[0].judgement_number)});
  // Different valid numbers are as good.
  step(index, {trusted(add_record("care", "1", town_values(4, 0), "9990000001"), {{"hr", "5"}}),
               trusted(add_record("care", "2", town_values(50, 1), "9990000002"), {{"hr", "5"}})});
  EXPECT_NE(entity(index, "care", "1"), entity(index, "care", "2"));
  EXPECT_EQ(index.partition_hash(), full_run(index));
}

TEST(entity_index, a_trusted_id_does_not_open_a_seal) {
  EntityIndex index(town_plan());
  step(index, {trusted(add_record("tax", "1", town_values(4, 0)), {{"crm", "T1"}}),
               trusted(add_record("tax", "2", town_values(50, 0)), {{"crm", "T1"}})});
  EXPECT_EQ(entity(index, "tax", "1"), entity(index, "tax", "2"));
  step(index, {seal_identity(index, {{"tax", "1"}}, {{"tax", "2"}})});
  EXPECT_FALSE(index.entity_of({"tax", "1"}).has_value());
  // A record of the former name and the id never comes to the present one.
  step(index, {trusted(add_record("care", "7", town_values(4, 0)), {{"crm", "T1"}})});
  EXPECT_NE(index.whole().entity_of({"care", "7"}), index.whole().entity_of({"tax", "2"}));
  EXPECT_FALSE(index.entity_of({"care", "7"}).has_value());
  EXPECT_EQ(index.partition_hash(), full_run(index));
}

TEST(entity_index, many_records_of_trusted_ids_at_once_give_what_single_ones_give) {
  EntityIndex bulk(town_plan());
  EntityIndex portions(town_plan());
  std::vector<Change> changes;
  for (uint64_t person = 0; person < 6'000; ++person) {
    Change change = add_record("tax", std::to_string(person), town_values(person, 0));
    if (person % 3 == 0) {
      change = trusted(std::move(change), {{"crm", std::to_string(person % 500)}});
    }
    changes.push_back(std::move(change));
  }
  step(bulk, changes);
  for (size_t from = 0; from < changes.size(); from += 1'000) {
    step(portions, {changes.begin() + from, changes.begin() + from + 1'000});
  }
  EXPECT_EQ(bulk.partition_hash(), portions.partition_hash());
  EXPECT_EQ(bulk.partition_hash(), full_run(bulk));
  RunContext run;
  bulk.refit(stricter_town_model(), run);
  EXPECT_EQ(entity(bulk, "tax", "0"), entity(bulk, "tax", "1500"));
  EXPECT_EQ(bulk.partition_hash(), full_run(bulk));
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
