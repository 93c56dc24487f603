// SPDX-License-Identifier: MIT
// A process that adds, judges and corrects from several threads while snapshots are written one
// after the other is killed again and again: what it was told is kept is there.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <set>
#include <thread>

#include "base/error.h"
#include "base/random.h"
#include "base/threads.h"
#include "index/durable_index.h"
#include "index/testing/made_folder.h"
#include "index/testing/made_world.h"

namespace newlyn::index {
namespace {

constexpr uint64_t kThreads = 3;

/// What a thread of the process was told is kept.
struct Acknowledged {
  uint64_t thread = 0;
  uint64_t number = 0;
};

/// How often the process is killed; more often when the environment says so.
uint64_t kill_count() {
  const char* wanted = std::getenv("NEWLYN_KILLS");
  return wanted == nullptr ? 200 : std::strtoull(wanted, nullptr, 10);
}

IndexPlan eager_plan() {
  IndexPlan plan = town_plan();
  plan.checkpoint_seconds = 0;  // a snapshot as soon as the last one is written
  return plan;
}

RecordKey nth_key(uint64_t thread, uint64_t n) {
  return {"thread " + std::to_string(thread), std::to_string(n)};
}

/// The n-th step of a thread: a record, and every so often a judgement or a correction beside it.
std::vector<Change> nth_step(uint64_t thread, uint64_t n) {
  const RecordKey key = nth_key(thread, n);
  std::vector<Change> step = {
      add_record(key.source, key.id, town_values(n / 2 + thread * 1'000, n % 2))};
  if (n % 5 == 4) step.push_back(judge_records(key, nth_key(thread, n - 3), Verdict::same));
  if (n % 7 == 6) {
    Change correct;
    correct.kind = Change::Kind::correct;
    correct.correction = {key, "given_name", "wilma", "kay", "asked", "2026-11-01", false};
    step.push_back(std::move(correct));
  }
  return step;
}

/// Does steps and says so through a pipe, until it is killed.
[[noreturn]] void work_until_killed(const std::string& path, int pipe_end,
                                    const std::vector<uint64_t>& from) {
  RunContext run;
  DurableIndex durable(path, eager_plan(), run);
  std::vector<std::thread> threads;
  for (uint64_t thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (uint64_t n = from[thread];; ++n) {
        durable.apply(nth_step(thread, n));
        const Acknowledged done{thread, n};
        if (write(pipe_end, &done, sizeof(done)) != sizeof(done)) _exit(1);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  _exit(1);
}

class KilledProcess {
 public:
  explicit KilledProcess(const std::string& path) : path_(path), expected_(kThreads, 0) {}

  /// Starts the process and kills it after some acknowledged steps and some time.
  void run(Random& random) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      close(ends[0]);
      work_until_killed(path_, ends[1], expected_);
    }
    close(ends[1]);
    Acknowledged done;
    for (uint64_t wanted = 1 + random.below(25); wanted > 0; --wanted) {
      if (read(ends[0], &done, sizeof(done)) != sizeof(done)) break;
      note(done);
    }
    usleep(static_cast<useconds_t>(random.below(4'000)));
    kill(child, SIGKILL);
    while (read(ends[0], &done, sizeof(done)) == sizeof(done)) note(done);
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "it ended by itself";
  }

  /// Everything acknowledged is there, whole, and nothing that was never asked for.
  void compare(const EntityIndex& index) {
    size_t records = 0;
    for (uint64_t thread = 0; thread < kThreads; ++thread) {
      uint64_t n = 0;
      for (; index.record(nth_key(thread, n)); ++n) {
        const RecordKey key = nth_key(thread, n);
        ASSERT_EQ(*index.record(key), nth_step(thread, n)[0].record);
        ASSERT_EQ(index.corrections_of(key).size(), n % 7 == 6 ? 1 : 0) << "half a step";
      }
      ASSERT_GE(n, expected_[thread]) << "of thread " << thread;
      ASSERT_LE(n, expected_[thread] + 1) << "of thread " << thread;
      expected_[thread] = n;
      records += n;
    }
    ASSERT_EQ(index.record_count(), records);
  }

 private:
  void note(const Acknowledged& done) { expected_[done.thread] = done.number + 1; }

  std::string path_;
  std::vector<uint64_t> expected_;  // steps of each thread
};

TEST(killed, every_acknowledged_change_survives_with_snapshots_being_written) {
  const Folder folder;
  town_model();  // made before the children, which share it
  set_thread_count(1);
  Random random(7);
  KilledProcess process(folder.journal());
  size_t in_snapshot = 0;
  size_t from_snapshot = 0;
  for (uint64_t round = 0; round < kill_count(); ++round) {
    process.run(random);
    in_snapshot += std::filesystem::exists(snapshot_path(folder.journal()) + ".new") ? 1 : 0;
    RunContext run;
    IndexPlan plan = town_plan();
    plan.checkpoint_seconds = -1;
    const DurableIndex durable(folder.journal(), plan, run);
    from_snapshot += durable.state().from_snapshot ? 1 : 0;
    durable.read([&](const EntityIndex& index) {
      process.compare(index);
      if (round % 20 != 0) return;
      EXPECT_EQ(index.check(true, run), std::vector<std::string>());
    });
    if (HasFatalFailure()) break;
  }
  std::printf("killed while a snapshot was written: %zu, opened from one: %zu\n", in_snapshot,
              from_snapshot);
  EXPECT_GT(in_snapshot, 0);
  EXPECT_GT(from_snapshot, 0);
  RunContext run;
  DurableIndex last(folder.journal(), town_plan(), run);
  EXPECT_EQ(last.check_journal(run), std::vector<std::string>());
}

}  // namespace
}  // namespace newlyn::index
