// SPDX-License-Identifier: MIT
// What there was at the end of any step is what was answered then, and no more than may be seen
// now.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "index/durable_index.h"
#include "index/testing/made_folder.h"
#include "index/testing/made_world.h"
#include "index/view.h"

namespace newlyn::index {
namespace {

std::vector<Outcome> step(EntityIndex& index, const std::vector<Change>& changes) {
  RunContext run;
  return index.apply(changes, run);
}

std::string text_of(const Record& record) {
  std::string text = record.key.source + ":" + record.key.id + " " + record.date;
  for (const std::string& value : record.values) text += "|" + value;
  for (const FieldValue& of : record.further) text += "|" + of.field + "=" + of.value;
  return text;
}

/// All that a view says of an entity, but for where a value was chosen from among equals.
std::string told_of(const View& view, const std::string& id) {
  std::string text = view.resolve(id).value_or("none");
  for (const RecordKey& key : view.records_of(id)) {
    text += "\n" + text_of(*view.record(key)) + " in " + view.entity_of(key).value_or("none");
    for (const NumberedCorrection& of : view.corrections_of(key)) {
      text += "\n  " + of.correction.field + "=" + of.correction.value +
              (of.withdrawn ? " withdrawn" : "");
    }
  }
  for (const GoldenValue& value : view.golden(id, {})) {
    text += "\n" + value.field + ": " + value.chosen.value + ", " + value.rule;
    for (const ValueOrigin& other : value.others) text += ", not " + other.value;
  }
  return text;
}

std::set<std::string> ids_of(const View& view) {
  std::set<std::string> ids;
  view.each_key([&](const RecordKey&, const std::string& entity) { ids.insert(entity); });
  return ids;
}

Change correct(RecordKey record, std::string field, std::string value) {
  Change change;
  change.kind = Change::Kind::correct;
  change.correction = {std::move(record), std::move(field), std::move(value), "kay", "seen",
                       "2026-01-01"};
  return change;
}

/// Corrections among what a history does.
std::vector<Change> with_corrections(std::vector<Change> changes, Random& random,
                                     const EntityIndex& index, std::vector<uint64_t>& numbers) {
  if (random.below(3) == 0) {
    index.each_key([&](const RecordKey& key, const std::string&) {
      if (random.below(8) == 0 && changes.size() < 8) {
        changes.push_back(correct(key, "postcode", "zz1 " + std::to_string(random.below(9))));
      }
    });
  }
  if (!numbers.empty() && random.below(3) == 0) {
    changes.push_back(withdraw_correction(numbers.back()));
    numbers.pop_back();
  }
  return changes;
}

using Told = std::map<std::string, std::string>;  // by id

/// One history, with what was answered at the end of each step.
void try_history(uint64_t seed) {
  Random random(seed);
  MadeHistory history(seed, false);
  EntityIndex index(town_plan());
  std::map<uint64_t, Told> told;
  std::set<std::string> ids;
  std::vector<uint64_t> corrections;
  for (uint64_t steps = 4 + random.below(20); steps > 0; --steps) {
    std::vector<Change> changes;
    std::set<RecordKey> keys;
    for (uint64_t i = 1 + random.below(4); i > 0; --i) {
      Change change = history.next(index);
      if (keys.insert(change.record.key).second) changes.push_back(std::move(change));
    }
    const size_t of_history = changes.size();
    changes = with_corrections(std::move(changes), random, index, corrections);
    const std::vector<Outcome> outcomes = step(index, changes);
    for (size_t i = 0; i < of_history; ++i) history.note(changes[i], outcomes[i]);
    for (size_t i = of_history; i < changes.size(); ++i) {
      if (changes[i].kind == Change::Kind::correct) {
        corrections.push_back(outcomes[i].correction_number);
      }
    }
    for (const std::string& id : ids_of(index)) ids.insert(id);
    for (const std::string& id : ids) told[index.sequence()][id] = told_of(index, id);
    if (random.below(8) == 0) {
      RunContext run;
      index.refit(random.below(2) == 0 ? stricter_town_model() : town_model(), run);
    }
  }
  step(index, {});
  for (const auto& [sequence, of_ids] : told) {
    for (const auto& [id, text] : of_ids) {
      ASSERT_EQ(told_of(View(index).then(sequence), id), text)
          << "seed " << seed << ", " << id << " at the end of step " << sequence;
    }
  }
}

TEST(past, at_the_end_of_any_step_is_what_was_answered_then) {
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    try_history(seed);
    if (HasFatalFailure()) break;
  }
}

constexpr size_t kPostcode = 5;  // among the values of the town

/// A view that shows rows of the tax office in one postcode, and no dates of birth.
View narrow(const EntityIndex& index) {
  ViewPlan plan;
  plan.filter.sources = {"tax", "care"};
  for (const char* field : {"given_name", "family_name", "house_number", "street", "postcode"}) {
    plan.filter.fields[field] = record::Masking::show;
  }
  plan.filter.rows = {{"tax", "postcode", {"zz1 1aa"}}};
  return index.view(std::move(plan));
}

std::vector<std::string> in_postcode(const std::string& postcode) {
  std::vector<std::string> values = town_values(5, 0);
  values[kPostcode] = postcode;
  return values;
}

TEST(past, a_change_within_one_step_is_neither_an_end_nor_a_return) {
  EntityIndex index(town_plan());
  step(index, {add_record("tax", "1", town_values(5, 0))});
  const std::string id = *View(index).entity_of({"tax", "1"});
  step(index, {change_record("tax", "1", town_values(5, 1))});
  step(index, {remove_record("tax", "1"), add_record("tax", "1", town_values(5, 0))});
  EXPECT_EQ(index.history(id).size(), 1U);
  step(index, {remove_record("tax", "1")});
  step(index, {add_record("tax", "1", town_values(5, 0))});
  ASSERT_EQ(index.history(id).size(), 3U);
  EXPECT_EQ(index.history(id)[1].words, "left without records");
  EXPECT_EQ(index.history(id)[2].words, "brought back");
}

TEST(past, a_filter_shows_no_more_of_then_than_it_does_of_now) {
  EntityIndex index(town_plan());
  step(index, {add_record("tax", "came", in_postcode("zz9 9aa")),
               add_record("tax", "left", in_postcode("zz1 1aa")),
               add_record("tax", "gone", in_postcode("zz1 1aa")),
               add_record("tax", "hidden", in_postcode("zz1 1aa")),
               add_record("tax", "stayed", in_postcode("zz1 1aa"))});
  step(index, {change_record("tax", "came", in_postcode("zz1 1aa")),
               change_record("tax", "left", in_postcode("zz9 9aa")),
               change_record("tax", "hidden", in_postcode("zz9 9aa"))});
  step(index, {remove_record("tax", "gone"), remove_record("tax", "hidden")});
  const View all = View(index).then(1);
  const View seen = narrow(index).then(1);
  const auto there = [&](const View& view, const std::string& id) {
    return view.record({"tax", id}).has_value();
  };
  for (const char* id : {"came", "left", "gone", "hidden", "stayed"}) {
    EXPECT_TRUE(there(all, id)) << id;
  }
  EXPECT_TRUE(there(seen, "stayed"));
  EXPECT_TRUE(there(seen, "gone"));
  EXPECT_FALSE(there(seen, "came")) << "it was elsewhere then";
  EXPECT_FALSE(there(seen, "left")) << "it is elsewhere now";
  EXPECT_FALSE(there(seen, "hidden")) << "it was elsewhere last";
  const std::string id = *all.entity_of({"tax", "stayed"});
  EXPECT_EQ(seen.records_of(id).size(), 2U);
  for (const GoldenValue& value : seen.golden(id, {})) EXPECT_NE(value.field, "birth_date");
  EXPECT_TRUE(there(narrow(index).then(2), "came"));
}

TEST(past, nothing_of_then_tells_of_a_seal) {
  EntityIndex index(town_plan());
  EntityIndex twin(town_plan());  // which never had the former identity
  const Change former = add_record("tax", "former", town_values(5, 0));
  const Change present = add_record("care", "present", town_values(40, 0));
  step(index, {former, present});
  step(twin, {present});
  step(index, {judge_records({"tax", "former"}, {"care", "present"}, Verdict::same)});
  step(twin, {});
  step(index, {change_record("care", "present", town_values(40, 1))});
  step(twin, {change_record("care", "present", town_values(40, 1))});
  step(index, {seal_identity(index, {{"tax", "former"}}, {{"care", "present"}})});
  step(twin, {});
  step(index, {});
  step(twin, {});
  const std::string id = *View(index).entity_of({"care", "present"});
  const std::string id_of_twin = *View(twin).entity_of({"care", "present"});
  for (uint64_t sequence = 1; sequence <= 4; ++sequence) {
    const View then = View(index).then(sequence);
    std::string told = told_of(then, id);
    for (size_t at = told.find(id); at != std::string::npos; at = told.find(id)) {
      told.replace(at, id.size(), id_of_twin);
    }
    EXPECT_EQ(told, told_of(View(twin).then(sequence), id_of_twin)) << sequence;
    EXPECT_FALSE(then.record({"tax", "former"}).has_value()) << sequence;
  }
}

TEST(past, what_is_forgotten_was_never_there_and_others_keep_what_they_said) {
  const Folder folder;
  RunContext run;
  uint64_t hash = 0;
  {
    DurableIndex durable(folder.journal(), town_plan(), run);
    durable.apply(
        {add_record("tax", "1", town_values(5, 0)), add_record("tax", "2", town_values(40, 0))});
    durable.apply({change_record("tax", "1", town_values(5, 1)),
                   change_record("tax", "2", town_values(40, 2))});
    durable.forget({{{"tax", "2"}}, {}}, town_model(), run);
    durable.read([&](const EntityIndex& index) { hash = index.state_hash(); });
  }
  const DurableIndex durable(folder.journal(), town_plan(), run);
  durable.read([&](const EntityIndex& index) {
    EXPECT_EQ(index.state_hash(), hash);
    // The first step of a journal is the model's.
    const View then = View(index).then(index.sequence() - 2);
    ASSERT_TRUE(then.record({"tax", "1"}).has_value());
    EXPECT_EQ(then.record({"tax", "1"})->values, town_values(5, 0));
    EXPECT_FALSE(then.record({"tax", "2"}).has_value());
    size_t count = 0;
    for (const std::string& id : ids_of(View(index))) count += then.records_of(id).size();
    EXPECT_EQ(count, 1U);
  });
}

}  // namespace
}  // namespace newlyn::index
