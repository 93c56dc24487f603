// SPDX-License-Identifier: MIT
// What people said can be taken back, many words at once, whatever the clock said; and what does
// not hold is found.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/clock.h"
#include "index/durable_index.h"
#include "index/judgements/judgement_book.h"
#include "index/state/golden_origin.h"
#include "index/state/index_state.h"
#include "index/testing/made_folder.h"
#include "index/testing/made_world.h"

namespace newlyn::index {
namespace {

std::vector<Outcome> step(EntityIndex& index, const std::vector<Change>& changes) {
  RunContext run;
  return index.apply(changes, run);
}

Change correct(const std::string& value, const std::string& when) {
  Change change;
  change.kind = Change::Kind::correct;
  change.correction = {{"tax", "1"}, "given_name", value, "kay", "asked", when, false};
  return change;
}

Change withdraw_step(uint64_t sequence) {
  Change change;
  change.kind = Change::Kind::withdraw_step;
  change.step = sequence;
  return change;
}

std::string given_name(const EntityIndex& index) {
  for (const GoldenValue& value : index.golden(*index.entity_of({"tax", "1"}), {})) {
    if (value.field == "given_name") return value.chosen.value;
  }
  return "none";
}

TEST(corrections, are_withdrawn_one_by_one_and_leave_a_trace) {
  EntityIndex index(town_plan());
  step(index, {add_record("tax", "1", {"william", "smyth", "", "", "", ""})});
  const uint64_t first = step(index, {correct("wilma", "2026-11-01")})[0].correction_number;
  const uint64_t second = step(index, {correct("willow", "2026-11-02")})[0].correction_number;
  EXPECT_EQ(given_name(index), "willow");
  EXPECT_TRUE(step(index, {withdraw_correction(second)})[0].is_done);
  EXPECT_EQ(given_name(index), "wilma");
  EXPECT_FALSE(step(index, {withdraw_correction(second)})[0].is_done);
  EXPECT_FALSE(step(index, {withdraw_correction(99)})[0].is_done);
  EXPECT_FALSE(step(index, {withdraw_correction(0)})[0].is_done);
  EXPECT_TRUE(step(index, {withdraw_correction(first)})[0].is_done);
  EXPECT_EQ(given_name(index), "william");
  const auto kept = index.corrections_of({"tax", "1"});
  ASSERT_EQ(kept.size(), 2);
  EXPECT_TRUE(kept[0].withdrawn && kept[1].withdrawn);
}

TEST(corrections, the_later_one_holds_though_the_clock_was_set_back) {
  const Folder folder;
  RunContext run;
  {
    DurableIndex durable(folder.journal(), town_plan(), run);
    fix_clock(1'800'000'000'000'000);
    durable.apply({add_record("tax", "1", {"william", "smyth", "", "", "", ""})});
    durable.apply({correct("wilma", now_text().substr(0, 10))});
    fix_clock(1'000'000'000'000'000);
    durable.apply({correct("willow", now_text().substr(0, 10))});
    durable.checkpoint();
    durable.apply({judge_records({"tax", "1"}, {"tax", "2"}, Verdict::unsure)});
    durable.read([](const EntityIndex& index) { EXPECT_EQ(given_name(index), "willow"); });
  }
  const DurableIndex durable(folder.journal(), town_plan(), run);
  fix_clock(-1);
  durable.read([&](const EntityIndex& index) {
    EXPECT_EQ(given_name(index), "willow");
    EXPECT_EQ(index.sequence(), 5);
    EXPECT_EQ(index.check(true, run), std::vector<std::string>());
  });
}

TEST(judgements, of_one_step_are_withdrawn_together) {
  EntityIndex index(town_plan());
  step(index,
       {add_record("a", "1", town_values(1, 0)), add_record("b", "2", town_values(20, 0)),
        add_record("c", "3", town_values(40, 0)), add_record("tax", "1", town_values(60, 0))});
  step(index, {judge_records({"a", "1"}, {"b", "2"}, Verdict::same)});
  const auto before = index.partition_hash();
  const auto judged = step(index, {judge_records({"b", "2"}, {"c", "3"}, Verdict::same),
                                   judge_records({"a", "1"}, {"tax", "1"}, Verdict::different),
                                   correct("wilma", "2026-11-01")});
  ASSERT_TRUE(judged[2].is_done);
  const uint64_t made = index.sequence();
  EXPECT_EQ(index.judgements()[1].sequence, made);
  EXPECT_NE(index.partition_hash(), before);
  EXPECT_TRUE(step(index, {withdraw_step(made)})[0].is_done);
  EXPECT_EQ(index.partition_hash(), before);
  EXPECT_EQ(index.entity_of({"a", "1"}), index.entity_of({"b", "2"})) << "the step before holds";
  EXPECT_NE(given_name(index), "wilma");
  const auto again = step(index, {withdraw_step(made)});
  EXPECT_FALSE(again[0].is_done);
  EXPECT_NE(again[0].refusal.find("step " + std::to_string(made)), std::string::npos);
}

/// Every field of the entities of some records with all that is told of it, one a line.
std::string golden_export(const EntityIndex& index, const std::vector<RecordKey>& records) {
  std::string out;
  const auto tell = [&](const ValueOrigin& origin) {
    out += "|" + origin.value + "|" + origin.record.source + "|" + origin.record.id + "|" +
           origin.date;
  };
  for (const RecordKey& record : records) {
    const std::string id = *index.entity_of(record);
    for (const GoldenValue& value : index.golden(id, {})) {
      out += id + "|" + value.field + "|" + value.rule + (value.disputed ? "|disputed" : "|");
      tell(value.chosen);
      for (const ValueOrigin& other : value.others) tell(other);
      out += "\n";
    }
  }
  return out;
}

TEST(judgements, a_merge_undone_gives_the_golden_export_to_the_byte) {
  EntityIndex index(town_plan());
  std::vector<Change> arrivals;
  std::vector<RecordKey> records;
  for (uint64_t n = 0; n < 60; ++n) {
    const std::string source = n % 3 == 0 ? "tax" : n % 3 == 1 ? "housing" : "school";
    arrivals.push_back(add_record(source, std::to_string(n), town_values(n / 3, n % 3)));
    records.push_back({source, std::to_string(n)});
  }
  arrivals.push_back(add_record("tax", "1", town_values(70, 0)));
  records.push_back({"tax", "1"});
  step(index, arrivals);
  step(index, {correct("wilma", "2026-11-01")});
  const std::string before = golden_export(index, records);
  EXPECT_NE(before.find("wilma"), std::string::npos);
  step(index, {judge_records({"tax", "0"}, {"tax", "30"}, Verdict::same),
               judge_records({"tax", "30"}, {"tax", "1"}, Verdict::same)});
  EXPECT_NE(golden_export(index, records), before);
  EXPECT_EQ(index.entity_of({"tax", "0"}), index.entity_of({"tax", "1"}));
  ASSERT_TRUE(step(index, {withdraw_step(index.sequence())})[0].is_done);
  EXPECT_EQ(golden_export(index, records), before);
}

TEST(judgements, ten_thousand_entities_merged_by_mistake_come_back_by_one_change) {
  constexpr uint64_t kEntities = 10'000;
  const Folder folder;
  RunContext run;
  IndexPlan plan = town_plan();
  plan.checkpoint_seconds = -1;
  DurableIndex durable(folder.journal(), plan, run);
  std::vector<Change> many;
  std::vector<Change> merge;
  for (uint64_t n = 0; n < kEntities; ++n) {
    // Nobody is like anybody else.
    const std::string id = std::to_string(n);
    many.push_back(
        add_record("tax", id, {"g" + id + "x" + id, "f" + id + "y" + id, "", "", "", ""}));
    if (n > 0) merge.push_back(judge_records({"tax", "0"}, {"tax", id}, Verdict::same));
  }
  durable.apply(many);
  uint64_t before = 0;
  std::vector<std::string> ids;
  const auto look = [&](const EntityIndex& index) {
    before = index.partition_hash();
    ids.clear();
    for (uint64_t n = 0; n < kEntities; ++n) {
      ids.push_back(*index.entity_of({"tax", std::to_string(n)}));
    }
  };
  durable.read(look);
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), kEntities);
  const std::vector<std::string> ids_before = ids;
  const uint64_t partition_before = before;
  for (const Outcome& outcome : durable.apply(merge)) ASSERT_TRUE(outcome.is_done);
  durable.read(look);
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 1);
  uint64_t made = 0;
  durable.read([&](const EntityIndex& index) { made = index.sequence(); });
  ASSERT_TRUE(durable.apply({withdraw_step(made)})[0].is_done);
  durable.read(look);
  EXPECT_EQ(before, partition_before);
  EXPECT_EQ(ids, ids_before) << "former ids included";
  durable.read([&](const EntityIndex& index) {
    EXPECT_EQ(index.check(true, run), std::vector<std::string>());
  });
}

TEST(judgement_book, agrees_with_walking_from_record_to_record) {
  Random random(9);
  for (int round = 0; round < 200; ++round) {
    JudgementBook book;
    std::vector<uint64_t> in_force;
    for (int i = 0; i < 40; ++i) {
      const RecordKey left{"a", std::to_string(random.below(8))};
      const RecordKey right{"a", std::to_string(random.below(8))};
      const auto verdict = static_cast<Verdict>(random.below(2));
      if (random.below(4) == 0 && !in_force.empty()) {
        const size_t place = random.below(in_force.size());
        book.withdraw({in_force[place]});
        in_force.erase(in_force.begin() + static_cast<ptrdiff_t>(place));
        continue;
      }
      if (left == right) continue;
      // Groups by what is in force, put together again from nothing.
      std::map<RecordKey, RecordKey> root;
      const auto root_of = [&](RecordKey key) {
        while (root.contains(key) && root[key] != key) key = root[key];
        return key;
      };
      for (const uint64_t number : in_force) {
        const Judgement& of = book.find(number)->judgement;
        if (of.verdict == Verdict::same) root[root_of(of.left)] = root_of(of.right);
      }
      bool contradicted = verdict == Verdict::different && root_of(left) == root_of(right);
      for (const uint64_t number : in_force) {
        const Judgement& of = book.find(number)->judgement;
        if (of.verdict != Verdict::different || verdict != Verdict::same) continue;
        const std::set<RecordKey> ends{root_of(of.left), root_of(of.right)};
        contradicted |= ends == std::set<RecordKey>{root_of(left), root_of(right)};
      }
      const Judgement judgement = judge_records(left, right, verdict).judgement;
      ASSERT_EQ(book.contradiction(judgement).has_value(), contradicted);
      if (!contradicted) in_force.push_back(book.add(judgement, 1));
    }
  }
}

/// An index whose inside a test can spoil.
class Spoilt : public ::testing::Test {
 protected:
  Spoilt() : state_(town_plan()) {
    for (uint64_t n = 0; n < 20; ++n) {
      state_.apply_one(add_record("tax", std::to_string(n), town_values(n / 2, n % 2)));
    }
    RunContext run;
    state_.recluster(run);
    state_.catch_up_words();
    EXPECT_TRUE(findings_of(state_).empty());
  }
  std::string finding() const {
    const auto findings = findings_of(state_);
    return findings.empty() ? "nothing" : findings[0];
  }

  EntityIndex::State state_;
};

TEST_F(Spoilt, a_record_without_an_entity_is_found) {
  state_.entities.leave(3);
  EXPECT_NE(finding().find("The entity is wrong of record tax 3"), std::string::npos) << finding();
}

TEST_F(Spoilt, a_record_in_an_entity_that_it_left_is_found) {
  state_.records.take(4, 1);
  EXPECT_NE(finding().find("tax 4"), std::string::npos) << finding();
}

TEST_F(Spoilt, a_judgement_that_is_not_followed_is_found) {
  state_.judge(judge_records({"tax", "0"}, {"tax", "19"}, Verdict::same).judgement);
  EXPECT_NE(finding().find("Judgement 1 is in force"), std::string::npos) << finding();
}

TEST_F(Spoilt, a_record_that_search_does_not_know_is_found) {
  state_.records.put(add_record("care", "x", town_values(90, 0)).record, true);
  RunContext run;
  state_.seeds = {static_cast<Slot>(state_.records.slot_count() - 1)};
  state_.recluster(run);
  EXPECT_NE(finding().find("Search does not know"), std::string::npos) << finding();
}

TEST_F(Spoilt, a_redirect_without_end_is_found) {
  state_.entities.renew(0, 0, {1, 1});
  EXPECT_NE(finding().find("is redirected without end"), std::string::npos) << finding();
}

TEST_F(Spoilt, a_redirect_that_goes_round_is_found) {
  const uint32_t next = state_.entities.renew(0, 1, {1, 1});
  state_.entities.renew(1, 0, {1, 1});
  EXPECT_NE(next, 0);
  EXPECT_NE(finding().find("is redirected without end"), std::string::npos) << finding();
}

TEST_F(Spoilt, an_edge_that_one_side_has_and_the_other_has_otherwise_is_found) {
  state_.records.set_edges({{0, 1}, {0, 1}});
  EXPECT_NE(finding().find("An edge leads one way only"), std::string::npos) << finding();
}

TEST_F(Spoilt, a_key_that_does_not_lead_to_its_record_is_found) {
  state_.records.put(add_record("care", "x", town_values(90, 0)).record, false);
  RunContext run;
  state_.seeds = {static_cast<Slot>(state_.records.slot_count() - 1)};
  state_.recluster(run);
  EXPECT_NE(finding().find("cannot be reached by one of its keys: care x"), std::string::npos)
      << finding();
}

TEST(index_check, a_golden_value_that_stands_nowhere_is_found) {
  const Record record = add_record("tax", "1", {"william", "smyth", "", "", "", ""}).record;
  GoldenValue value;
  value.field = "given_name";
  value.rule = "most recent";
  value.chosen = {"william", record.key, ""};
  EXPECT_TRUE(stands_in(value, record));
  EXPECT_FALSE(stands_in(value, std::nullopt)) << "its record is gone";
  value.chosen.value = "wilma";
  EXPECT_FALSE(stands_in(value, record));
  value.rule = "by hand (kay)";
  EXPECT_TRUE(stands_in(value, record));
}

}  // namespace
}  // namespace newlyn::index
