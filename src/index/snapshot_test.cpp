// SPDX-License-Identifier: MIT
// A snapshot gives what the journal gives, or is put aside with a sentence.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "base/error.h"
#include "base/random.h"
#include "index/durable_index.h"
#include "index/testing/made_folder.h"
#include "index/testing/made_world.h"

namespace newlyn::index {
namespace {

IndexPlan patient_plan() {
  IndexPlan plan = town_plan();
  plan.checkpoint_seconds = -1;  // only when asked
  return plan;
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

uint64_t state_of(const DurableIndex& durable) {
  uint64_t hash = 0;
  durable.read([&](const EntityIndex& index) { hash = index.state_hash(); });
  return hash;
}

/// Does portions of a made history.
void live(DurableIndex& durable, MadeHistory& history, size_t steps) {
  for (size_t step = 0; step < steps; ++step) {
    std::vector<Change> changes;
    durable.read([&](const EntityIndex& index) { changes.push_back(history.next(index)); });
    const auto outcomes = durable.apply(changes);
    history.note(changes[0], outcomes[0]);
  }
}

TEST(snapshot, made_histories_open_as_they_were) {
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    const Folder folder;
    RunContext run;
    MadeHistory history(seed);
    Random random(seed);
    uint64_t before = 0;
    uint64_t expected_redone = 0;
    {
      DurableIndex durable(folder.journal(), patient_plan(), run);
      live(durable, history, 10 + random.below(30));
      durable.checkpoint();
      expected_redone = random.below(10);
      live(durable, history, expected_redone);
      before = state_of(durable);
    }
    for (int again = 0; again < 3; ++again) {
      DurableIndex durable(folder.journal(), patient_plan(), run);
      EXPECT_TRUE(durable.state().from_snapshot);
      EXPECT_TRUE(durable.state().notes.empty());
      EXPECT_TRUE(again > 0 || durable.state().entries_redone == expected_redone);
      ASSERT_EQ(state_of(durable), before) << seed;
      durable.read([&](const EntityIndex& index) {
        EXPECT_EQ(index.check(true, run), std::vector<std::string>());
      });
      live(durable, history, 5);
      if (again == 1) durable.checkpoint();
      before = state_of(durable);
    }
    DurableIndex last(folder.journal(), patient_plan(), run);
    EXPECT_EQ(last.check_journal(run), std::vector<std::string>());
  }
}

TEST(snapshot, search_and_matches_are_the_same_after_opening) {
  const Folder folder;
  RunContext run;
  std::vector<Change> many;
  for (uint64_t n = 0; n < 400; ++n) {
    many.push_back(add_record("tax", std::to_string(n), town_values(n, n % 3)));
  }
  const auto answers = [](const DurableIndex& durable) {
    std::string all;
    durable.read([&](const EntityIndex& index) {
      for (const char* query : {"smith", "ann jones", "hihg", "17", "zz3 4xx", "1950-01-02"}) {
        for (const SearchHit& hit : index.search(query, 7)) {
          all += hit.entity + " " + hit.key.id + " " + std::to_string(hit.score) + "\n";
          for (const std::string& reason : hit.reasons) all += reason + "\n";
        }
      }
      for (const Match& match : index.matches(town_values(5, 2), 0)) {
        all += match.entity + " " + match.key.id + " " + std::to_string(match.weight) + "\n";
      }
    });
    return all;
  };
  std::string before;
  {
    DurableIndex durable(folder.journal(), patient_plan(), run);
    durable.apply(many);
    durable.checkpoint();
    durable.apply({add_record("care", "17", town_values(800, 1))});
    before = answers(durable);
    EXPECT_FALSE(before.empty());
    durable.checkpoint();
    EXPECT_EQ(answers(durable), before) << "the same after words were sorted";
  }
  const DurableIndex durable(folder.journal(), patient_plan(), run);
  EXPECT_EQ(answers(durable), before);
}

/// A journal with a snapshot and steps after it.
class WithSnapshot : public ::testing::Test {
 protected:
  WithSnapshot() {
    RunContext run;
    MadeHistory history(5);
    DurableIndex durable(folder_.journal(), patient_plan(), run);
    live(durable, history, 30);
    durable.checkpoint();
    live(durable, history, 3);
    before_ = state_of(durable);
  }
  std::string snapshot() const { return snapshot_path(folder_.journal()); }
  /// Opens and compares; returns what it says.
  std::string notes() const {
    RunContext run;
    const DurableIndex durable(folder_.journal(), patient_plan(), run);
    EXPECT_EQ(state_of(durable), before_);
    std::string notes;
    for (const std::string& note : durable.state().notes) notes += note;
    EXPECT_EQ(notes.empty(), durable.state().from_snapshot);
    return notes;
  }

  Folder folder_;
  uint64_t before_ = 0;
};

TEST_F(WithSnapshot, a_damaged_one_is_put_aside_and_said_so) {
  const std::string good = bytes_of(snapshot());
  Random random(3);
  for (int i = 0; i < 60; ++i) {
    std::string bad = good;
    bad[random.below(bad.size())] ^= static_cast<char>(1 + random.below(255));
    write_bytes(snapshot(), bad);
    const bool other_version = !bad.starts_with("newlyn snapshot 3\n") && bad[16] > '3';
    if (other_version) continue;
    EXPECT_NE(notes().find("were done again"), std::string::npos) << i;
  }
  for (const size_t length : {size_t{0}, size_t{5}, size_t{18}, good.size() / 2, good.size() - 1}) {
    write_bytes(snapshot(), good.substr(0, length));
    EXPECT_NE(notes().find("were done again"), std::string::npos) << length;
  }
  write_bytes(snapshot(), good + "x");
  EXPECT_NE(notes().find("were done again"), std::string::npos);
  write_bytes(snapshot(), good);
  EXPECT_EQ(notes(), "");
  std::filesystem::remove(snapshot());
  RunContext run;
  const DurableIndex durable(folder_.journal(), patient_plan(), run);
  EXPECT_EQ(state_of(durable), before_);
}

TEST_F(WithSnapshot, one_of_a_later_version_is_refused) {
  std::string later = bytes_of(snapshot());
  later[16] = '4';
  write_bytes(snapshot(), later);
  RunContext run;
  try {
    const DurableIndex durable(folder_.journal(), patient_plan(), run);
    FAIL() << "it was opened";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("later version"), std::string::npos);
  }
}

TEST_F(WithSnapshot, one_that_is_ahead_of_its_journal_is_not_used) {
  const std::string journal = bytes_of(folder_.journal());
  std::filesystem::resize_file(folder_.journal(), journal.size() / 2);
  RunContext run;
  {
    DurableIndex durable(folder_.journal(), patient_plan(), run);
    EXPECT_FALSE(durable.state().from_snapshot);
    ASSERT_FALSE(durable.state().notes.empty());
    EXPECT_NE(durable.state().notes[0].find("ahead of it"), std::string::npos);
    // Other steps than those that were cut off, until the journal is as long as it was.
    for (uint64_t n = 0; std::filesystem::file_size(folder_.journal()) < journal.size(); ++n) {
      durable.apply({add_record("new", std::to_string(n), town_values(n, 0))});
    }
  }
  const DurableIndex durable(folder_.journal(), patient_plan(), run);
  EXPECT_FALSE(durable.state().from_snapshot) << "it is of another past";
}

TEST_F(WithSnapshot, one_under_a_former_model_is_used_where_the_model_is_there) {
  RunContext run;
  uint64_t after = 0;
  {
    DurableIndex durable(folder_.journal(), patient_plan(), run);
    durable.refit(stricter_town_model());
    after = state_of(durable);
  }
  IndexPlan plan = patient_plan();
  plan.fitted = stricter_town_model();
  plan.former = [](const std::string& version) {
    return version == town_model()->parts().version ? town_model() : nullptr;
  };
  {
    DurableIndex durable(folder_.journal(), plan, run);
    EXPECT_TRUE(durable.state().from_snapshot);
    EXPECT_EQ(state_of(durable), after);
    durable.checkpoint();
  }
  plan.former = {};
  const DurableIndex durable(folder_.journal(), plan, run);
  EXPECT_EQ(durable.state().entries_redone, 0) << "the former model is not needed any more";
  EXPECT_EQ(state_of(durable), after);
}

TEST_F(WithSnapshot, other_vetoes_make_it_useless_but_not_the_journal) {
  IndexPlan plan = patient_plan();
  plan.vetoes = {"tax number"};
  RunContext run;
  const DurableIndex durable(folder_.journal(), plan, run);
  EXPECT_FALSE(durable.state().from_snapshot);
  EXPECT_EQ(durable.state().notes.size(), 1);
}

TEST(snapshot, is_written_while_changes_go_on) {
  const Folder folder;
  RunContext run;
  IndexPlan plan = patient_plan();
  plan.checkpoint_seconds = 0;
  uint64_t before = 0;
  {
    DurableIndex durable(folder.journal(), plan, run);
    std::vector<std::thread> threads;
    for (uint64_t thread = 0; thread < 3; ++thread) {
      threads.emplace_back([&, thread] {
        for (uint64_t n = 0; n < 60; ++n) {
          const std::string id = std::to_string(thread * 1'000 + n);
          durable.apply({add_record("tax", id, town_values(n, thread))});
          if (n % 4 == 3) durable.apply({remove_record("tax", id)});
          durable.read([](const EntityIndex& index) { index.search("smith", 3); });
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    durable.checkpoint();
    before = state_of(durable);
    EXPECT_GT(durable.state().checkpoints, 1) << "one of itself, besides the one asked for";
    EXPECT_EQ(durable.state().checkpoint_failure, "");
  }
  const DurableIndex durable(folder.journal(), plan, run);
  EXPECT_EQ(durable.state().entries_redone, 0);
  EXPECT_EQ(state_of(durable), before);
  durable.read([&](const EntityIndex& index) {
    EXPECT_EQ(index.check(true, run), std::vector<std::string>());
  });
}

TEST_F(WithSnapshot, a_backup_taken_at_work_is_the_index_of_that_moment) {
  const Folder target;
  RunContext run;
  DurableIndex durable(folder_.journal(), patient_plan(), run);
  std::thread worker([&] {
    for (uint64_t n = 0; n < 50; ++n) {
      durable.apply({add_record("new", std::to_string(n), town_values(n, 1))});
    }
  });
  const IndexBackup made = durable.backup(target.path());
  worker.join();
  // The same steps up to the same one, done by an index of their own.
  std::string journal = bytes_of(folder_.journal());
  journal.resize(made.journal_bytes);
  const Folder third;
  write_bytes(third.journal(), journal);
  const DurableIndex restored(made.journal, patient_plan(), run);
  const DurableIndex again(third.journal(), patient_plan(), run);
  EXPECT_TRUE(restored.state().from_snapshot);
  EXPECT_EQ(state_of(restored), state_of(again));
  EXPECT_NE(state_of(durable), state_of(again));
  const Folder quiet;
  const IndexBackup last = durable.backup(quiet.path());
  const DurableIndex same(last.journal, patient_plan(), run);
  EXPECT_EQ(state_of(same), state_of(durable));
}

TEST_F(WithSnapshot, a_journal_of_the_first_version_is_kept_and_brought_up_to_date) {
  std::string journal = bytes_of(folder_.journal());
  const std::string first = "newlyn journal 1" + journal.substr(16);
  write_bytes(folder_.journal(), first);
  RunContext run;
  const std::string kept = former_journal(folder_.journal(), 1);
  uint64_t after = 0;
  {
    DurableIndex durable(folder_.journal(), patient_plan(), run);
    EXPECT_EQ(state_of(durable), before_);
    ASSERT_EQ(durable.state().notes.size(), 1);
    EXPECT_NE(durable.state().notes[0].find(kept), std::string::npos);
    EXPECT_EQ(bytes_of(kept), first);
    durable.apply({add_record("new", "1", town_values(1, 1))});
    after = state_of(durable);
  }
  const std::string second = bytes_of(folder_.journal());
  const auto back = roll_back_journal(folder_.journal());
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->version, 1);
  EXPECT_EQ(bytes_of(folder_.journal()), first);
  EXPECT_EQ(bytes_of(back->kept), second) << "what was done since is not lost";
  EXPECT_FALSE(roll_back_journal(folder_.journal()).has_value());
  const DurableIndex durable(folder_.journal(), patient_plan(), run);
  EXPECT_EQ(state_of(durable), before_);
  EXPECT_NE(after, before_);
}

TEST_F(WithSnapshot, one_of_a_version_that_kept_no_past_is_not_used) {
  std::string former = bytes_of(snapshot());
  former[16] = '2';
  write_bytes(snapshot(), former);
  EXPECT_NE(notes().find("before snapshots kept what was before"), std::string::npos);
}

TEST_F(WithSnapshot, a_journal_of_a_later_version_is_refused) {
  std::string journal = bytes_of(folder_.journal());
  journal[15] = '4';
  write_bytes(folder_.journal(), journal);
  RunContext run;
  EXPECT_THROW(DurableIndex(folder_.journal(), patient_plan(), run), Error);
  EXPECT_EQ(bytes_of(folder_.journal()), journal) << "it is left alone";
}

/// A picture of the rules there were before is read, whether it stands beside a journal or begins
/// one, and what is shared by the rules of now is found.
TEST(snapshot, a_picture_of_former_rules_of_what_is_shared_is_read) {
  const Folder folder;
  RunContext run;
  IndexPlan former = patient_plan();
  former.relations = former_relations(former.fitted->parts().columns);
  uint64_t before = 0;
  {
    DurableIndex durable(folder.journal(), former, run);
    std::vector<Change> changes = {add_record("tax", "1", town_values(1, 0)),
                                   add_record("tax", "2", town_values(8, 0)),
                                   add_record("tax", "3", town_values(40, 0))};
    for (size_t i = 0; i < 2; ++i) {
      changes[i].record.further = {{"bank_account", "66374958/089999"}};
    }
    durable.apply(changes);
    durable.forget({{{"tax", "3"}}, {}}, former.fitted, run);
    before = state_of(durable);
    durable.checkpoint();
  }
  for (const bool beside : {true, false}) {
    if (!beside) std::filesystem::remove(snapshot_path(folder.journal()));
    const DurableIndex durable(folder.journal(), patient_plan(), run);
    for (const std::string& note : durable.state().notes) ADD_FAILURE() << note;
    EXPECT_EQ(state_of(durable), before);
    durable.read([&](const EntityIndex& index) {
      const auto network = index.network({*index.entity_of({"tax", "1"}), 1});
      ASSERT_EQ(network->links.size(), 1);
      EXPECT_EQ(network->links[0].relation, "account");
    });
  }
}

}  // namespace
}  // namespace newlyn::index
