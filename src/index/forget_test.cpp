// SPDX-License-Identifier: MIT
// Forgotten records leave nothing in the files of an index, and everybody else where they were.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "index/durable_index.h"
#include "index/testing/made_folder.h"
#include "index/testing/made_world.h"
#include "index/view.h"

namespace newlyn::index {
namespace {

namespace fs = std::filesystem;

const RecordKey kOwn{"tax", "Qzyxkey"};

/// How many files of a folder hold the text.
size_t files_with(const fs::path& folder, const std::string& text) {
  size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ostringstream bytes;
    bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    count += bytes.str().find(text) != std::string::npos ? 1 : 0;
  }
  return count;
}

/// The entity of every record that is there.
std::map<RecordKey, std::string> entities_of(const DurableIndex& durable) {
  std::map<RecordKey, std::string> entities;
  durable.read([&](const EntityIndex& index) {
    index.each_record(
        [&](const Record& record, const std::string& entity) { entities[record.key] = entity; });
  });
  return entities;
}

uint64_t state_of(const DurableIndex& durable) {
  uint64_t hash = 0;
  durable.read([&](const EntityIndex& index) { hash = index.state_hash(); });
  return hash;
}

void expect_whole(DurableIndex& durable) {
  RunContext run;
  durable.read([&](const EntityIndex& index) {
    EXPECT_EQ(index.check(true, run), std::vector<std::string>());
  });
  EXPECT_EQ(durable.check_journal(run), std::vector<std::string>());
}

/// A town in which one person has a name that nobody else has, two records, and things said of her.
void settle(DurableIndex& durable) {
  for (uint64_t n = 0; n < 60; ++n) {
    durable.apply({add_record("tax", std::to_string(n), town_values(n / 2, n % 2))});
  }
  std::vector<std::string> values = town_values(7, 0);
  values[1] = "qzyxname";
  Change change = add_record(kOwn.source, kOwn.id, values);
  change.record.further = {{"note", "Qzyxnote"}};
  durable.apply({change});
  values[0] = "qzyxgiven";
  durable.apply({add_record("housing", "Qzyxother", values)});
  durable.apply({judge_records(kOwn, {"housing", "Qzyxother"}, Verdict::same)});
  durable.apply({judge_records({"tax", "0"}, {"tax", "30"}, Verdict::same)});
  Change correction;
  correction.kind = Change::Kind::correct;
  correction.correction = {kOwn, "postcode", "Qzyxpostcode", "kay", "Qzyxreason", "2026-01-01"};
  durable.apply({correction});
}

const std::vector<std::string> kMarks = {"qzyxname",  "qzyxgiven",    "Qzyxnote",  "Qzyxkey",
                                         "Qzyxother", "Qzyxpostcode", "Qzyxreason"};

TEST(forget, leaves_nothing_in_any_file_and_everybody_else_where_they_were) {
  const Folder folder;
  RunContext run;
  const fs::path place = fs::path(folder.journal()).parent_path();
  DurableIndex durable(folder.journal(), town_plan(), run);
  settle(durable);
  durable.checkpoint();
  std::ofstream(former_journal(folder.journal(), 1)) << "qzyxname";
  for (const std::string& mark : kMarks) EXPECT_GE(files_with(place, mark), 2) << mark;
  std::map<RecordKey, std::string> before = entities_of(durable);
  const std::string own = before.at(kOwn);
  durable.forget({{kOwn, {"housing", "Qzyxother"}}, {}}, town_plan().fitted, run);
  for (const std::string& mark : kMarks) EXPECT_EQ(files_with(place, mark), 0) << mark;
  before.erase(kOwn);
  before.erase({"housing", "Qzyxother"});
  EXPECT_EQ(entities_of(durable), before);
  durable.read([&](const EntityIndex& index) {
    EXPECT_EQ(index.resolve(own), own) << "the id is known and given to nobody else";
    EXPECT_EQ(index.records_of(own), std::vector<RecordKey>());
    ASSERT_EQ(index.judgements().size(), 2);
    EXPECT_TRUE(index.judgements()[0].withdrawn);
    EXPECT_FALSE(index.judgements()[1].withdrawn);
    EXPECT_EQ(index.search("qzyxname", 5).size(), 0);
  });
  expect_whole(durable);
}

TEST(forget, leaves_nothing_of_what_records_that_stay_said_before) {
  const Folder folder;
  RunContext run;
  const fs::path place = fs::path(folder.journal()).parent_path();
  DurableIndex durable(folder.journal(), town_plan(), run);
  settle(durable);
  std::vector<std::string> values = town_values(8, 0);
  values[1] = "qzyxfirst";
  durable.apply(
      {change_record(kOwn.source, kOwn.id, values), change_record("tax", "0", town_values(0, 2))});
  values[1] = "qzyxsecond";
  durable.apply({change_record(kOwn.source, kOwn.id, values)});
  uint64_t before = 0;
  durable.read([&](const EntityIndex& index) {
    before = index.sequence();
    const std::vector<RecordKey> own = {kOwn};
    const auto has = [&](Said said, const std::string& text) {
      for (const linkage::ColumnTexts& column : index.texts_of_alone(own, said)) {
        const std::set<std::string> known(column.values.begin(), column.values.end());
        if (known.contains(text)) return true;
      }
      return false;
    };
    EXPECT_TRUE(has(Said::ever, "qzyxfirst"));
    EXPECT_FALSE(has(Said::now, "qzyxfirst"));
    EXPECT_TRUE(has(Said::now, "qzyxsecond"));
  });
  durable.apply({change_record(kOwn.source, kOwn.id, town_values(8, 0))});
  EXPECT_GT(files_with(place, "qzyxfirst"), 0);
  durable.forget({{}, {kOwn}}, town_plan().fitted, run);
  for (const std::string mark : {"qzyxfirst", "qzyxsecond", "Qzyxnote"}) {
    EXPECT_EQ(files_with(place, mark), 0) << mark;
  }
  uint64_t hash = 0;
  durable.read([&](const EntityIndex& index) {
    hash = index.state_hash();
    const View then = View(index).then(before - 2);
    ASSERT_TRUE(then.record(kOwn).has_value()) << "that it was there is known";
    EXPECT_EQ(then.record(kOwn)->values, std::vector<std::string>(town_values(8, 0).size()));
    EXPECT_EQ(then.record({"tax", "0"})->values, town_values(0, 0));
    EXPECT_EQ(View(index).record(kOwn)->values, town_values(8, 0));
  });
  expect_whole(durable);
  durable.checkpoint();
  EXPECT_EQ(state_of(durable), hash);
}

TEST(forget, opens_again_as_it_was_and_goes_on) {
  const Folder folder;
  RunContext run;
  uint64_t before = 0;
  {
    DurableIndex durable(folder.journal(), town_plan(), run);
    settle(durable);
    durable.forget({{kOwn}, {}}, town_plan().fitted, run);
    before = state_of(durable);
  }
  for (const bool with_snapshot : {false, true}) {
    DurableIndex durable(folder.journal(), town_plan(), run);
    EXPECT_EQ(state_of(durable), before) << with_snapshot;
    EXPECT_EQ(durable.state().from_snapshot, with_snapshot);
    EXPECT_EQ(durable.state().notes, std::vector<std::string>());
    durable.apply(
        {add_record("tax", "new" + std::to_string(int{with_snapshot}), town_values(3, 1))});
    durable.checkpoint();
    before = state_of(durable);
    expect_whole(durable);
  }
}

TEST(forget, goes_over_to_a_model_that_knows_the_others_alone) {
  const Folder folder;
  RunContext run;
  DurableIndex durable(folder.journal(), town_plan(), run);
  settle(durable);
  std::vector<linkage::ColumnTexts> alone;
  durable.read([&](const EntityIndex& index) {
    const std::vector<RecordKey> all = {kOwn, {"housing", "Qzyxother"}};
    alone = index.texts_of_alone(all, Said::ever);
  });
  size_t named = 0;
  for (const linkage::ColumnTexts& texts : alone) {
    for (const std::string& value : texts.values) {
      EXPECT_NE(value.find("zyx"), std::string::npos) << texts.column << ": " << value;
      named += value == "qzyxname" ? 1 : 0;
    }
  }
  EXPECT_GE(named, 1);
  // Of values that the model does know: those of a person of the town.
  const auto fitted = town_plan().fitted;
  const auto& terms = fitted->parts().model.terms;
  ASSERT_FALSE(terms.empty());
  const auto& [column, table] = *terms.begin();
  const std::string value(table.counts.text(0));
  const auto without = linkage::without_texts(fitted, {{column, {value}, {}}});
  EXPECT_NE(without->parts().version, fitted->parts().version);
  EXPECT_TRUE(without->parts().model.terms.at(column).counts.find(value).empty());
  EXPECT_EQ(without->parts().model.terms.at(column).records, table.records);
  EXPECT_EQ(linkage::without_texts(fitted, {{column, {"Qzyxnobody"}, {}}}), fitted);
  durable.forget({{kOwn}, {}}, without, run);
  expect_whole(durable);
}

TEST(forget, any_records_of_made_histories_leave_the_others_with_their_ids) {
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    const Folder folder;
    RunContext run;
    DurableIndex durable(folder.journal(), town_plan(), run);
    // What a seal kept apart may join when who it was about is forgotten.
    MadeHistory history(seed, false);
    for (int step = 0; step < 60; ++step) {
      Change change;
      durable.read([&](const EntityIndex& index) { change = history.next(index); });
      history.note(change, durable.apply({change})[0]);
    }
    std::map<RecordKey, std::string> there = entities_of(durable);
    ASSERT_FALSE(there.empty());
    // All records of somebody, as people ask for it.
    auto chosen = there.begin();
    std::advance(chosen, seed % there.size());
    std::vector<RecordKey> keys;
    for (const auto& [key, entity] : there) {
      if (entity == chosen->second) keys.push_back(key);
    }
    for (const RecordKey& key : keys) there.erase(key);
    durable.forget({keys, {}}, town_plan().fitted, run);
    EXPECT_EQ(entities_of(durable), there) << "seed " << seed;
    expect_whole(durable);
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace newlyn::index
