// SPDX-License-Identifier: MIT
// What was acknowledged is there after any end of the process.
#include "index/durable_index.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include "base/error.h"
#include "index/testing/made_folder.h"
#include "index/testing/made_world.h"

namespace newlyn::index {
namespace {

uint64_t hash_of(const DurableIndex& durable) {
  uint64_t hash = 0;
  durable.read([&](const EntityIndex& index) { hash = index.partition_hash(); });
  return hash;
}

Change nth_change(uint64_t n) {
  return add_record("tax", std::to_string(n), town_values(n / 2, n % 2));
}

TEST(durable_index, opens_with_what_was_there) {
  const Folder folder;
  RunContext run;
  uint64_t before = 0;
  {
    DurableIndex durable(folder.journal(), town_plan(), run);
    for (uint64_t n = 0; n < 40; ++n) durable.apply({nth_change(n)});
    durable.apply({judge_records({"tax", "0"}, {"tax", "30"}, Verdict::same)});
    before = hash_of(durable);
    EXPECT_THROW(DurableIndex(folder.journal(), town_plan(), run), Error) << "it is in use";
  }
  const DurableIndex durable(folder.journal(), town_plan(), run);
  EXPECT_EQ(hash_of(durable), before);
}

TEST(durable_index, steps_of_several_threads_are_all_kept) {
  const Folder folder;
  RunContext run;
  {
    DurableIndex durable(folder.journal(), town_plan(), run);
    std::vector<std::thread> threads;
    for (uint64_t thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&, thread] {
        for (uint64_t n = 0; n < 15; ++n) {
          EXPECT_TRUE(durable.apply({nth_change(thread * 100 + n)})[0].is_done);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  const DurableIndex durable(folder.journal(), town_plan(), run);
  durable.read([](const EntityIndex& index) { EXPECT_EQ(index.record_count(), 60); });
}

TEST(durable_index, refit_tells_who_moves_and_opens_again) {
  const Folder folder;
  RunContext run;
  std::vector<Moved> moved;
  uint64_t after = 0;
  {
    DurableIndex durable(folder.journal(), town_plan(), run);
    for (uint64_t n = 0; n < 60; ++n) durable.apply({nth_change(n)});
    std::map<std::string, std::string> before;
    durable.read([&](const EntityIndex& index) {
      for (uint64_t n = 0; n < 60; ++n) {
        before[std::to_string(n)] = *index.entity_of({"tax", std::to_string(n)});
      }
    });
    moved = durable.refit(stricter_town_model());
    durable.read([&](const EntityIndex& index) {
      RunContext full;
      after = index.partition_hash();
      EXPECT_EQ(after, index.full_run_hash(full));
      for (const Moved& record : moved) {
        EXPECT_EQ(record.from, before[record.key.id]);
        EXPECT_EQ(record.to, *index.entity_of(record.key));
        before[record.key.id] = record.to;
      }
      for (const auto& [id, entity] : before) EXPECT_EQ(*index.entity_of({"tax", id}), entity);
    });
    durable.apply({nth_change(60)});
  }
  EXPECT_FALSE(moved.empty());
  EXPECT_THROW(DurableIndex(folder.journal(), town_plan(), run), Error) << "no such model";
  IndexPlan plan = town_plan();
  plan.fitted = stricter_town_model();
  plan.former = [](const std::string& version) {
    return version == town_model()->parts().version ? town_model() : nullptr;
  };
  const DurableIndex durable(folder.journal(), plan, run);
  durable.read([&](const EntityIndex& index) {
    for (const Moved& record : moved) EXPECT_EQ(*index.entity_of(record.key), record.to);
    EXPECT_EQ(index.record_count(), 61);
  });
}

TEST(durable_index, a_torn_end_is_cut_off_and_damage_is_refused) {
  const Folder folder;
  RunContext run;
  {
    DurableIndex durable(folder.journal(), town_plan(), run);
    for (uint64_t n = 0; n < 10; ++n) durable.apply({nth_change(n)});
  }
  const auto size = std::filesystem::file_size(folder.journal());
  std::filesystem::resize_file(folder.journal(), size - 5);
  {
    const DurableIndex durable(folder.journal(), town_plan(), run);
    durable.read([](const EntityIndex& index) { EXPECT_EQ(index.record_count(), 9); });
  }
  std::fstream file(folder.journal(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(120);
  file.put('\x7f');
  file.close();
  EXPECT_THROW(DurableIndex(folder.journal(), town_plan(), run), Error);
}

}  // namespace
}  // namespace newlyn::index
