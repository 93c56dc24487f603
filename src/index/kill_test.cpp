// SPDX-License-Identifier: MIT
// A process that adds, changes, removes, judges, corrects, takes back and refits from several
// threads while snapshots are written one after the other is killed again and again: what it was
// told is kept is there, and of what it was not told all or nothing.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <map>
#include <optional>
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
constexpr uint64_t kKeys = 16;  // of each thread, which come, change and go

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

std::shared_ptr<const linkage::FittedModel> model_named(const std::string& version) {
  for (const auto& known : {town_model(), stricter_town_model()}) {
    if (known->parts().version == version) return known;
  }
  return nullptr;
}

/// Opens the journal under the model that it is under.
IndexPlan plan_for(const std::string& path, double checkpoint_seconds) {
  IndexPlan plan = town_plan();
  const std::string version = journal_version(path);
  if (!version.empty()) plan.fitted = model_named(version);
  plan.former = model_named;
  plan.checkpoint_seconds = checkpoint_seconds;
  return plan;
}

/// What one thread has done: all that must be found of it, by key and by step.
struct ThreadState {
  uint64_t thread = 0;
  uint64_t steps = 0;
  std::map<uint64_t, Record> records;    // by place among its keys
  std::map<uint64_t, bool> judgements;   // by the step that made it: withdrawn or not
  std::map<uint64_t, bool> corrections;  // the same
  bool is_strict = false;                // the model, of the thread that refits
  bool operator==(const ThreadState&) const = default;

  RecordKey key(uint64_t place) const {
    return {"thread " + std::to_string(thread), std::to_string(place % kKeys)};
  }
  std::string words(uint64_t step) const {
    return "thread " + std::to_string(thread) + " step " + std::to_string(step);
  }
};

/// One step: its changes, or a refit. What is taken back is named by the step that made it.
struct PlannedStep {
  std::vector<Change> changes;
  std::optional<uint64_t> withdrawn_judgement;
  std::optional<uint64_t> withdrawn_correction;
  std::optional<uint64_t> withdrawn_step;
  bool refits = false;
};

Change put(ThreadState& state, uint64_t place) {
  const RecordKey key = state.key(place);
  const bool there = state.records.contains(place % kKeys);
  Change change = add_record(key.source, key.id,
                             town_values(state.thread * 500 + state.steps % 40, state.steps % 3));
  if (there) change.kind = Change::Kind::change;
  state.records[place % kKeys] = change.record;
  return change;
}

Change judge(ThreadState& state, const std::pair<uint64_t, uint64_t>& places, Verdict verdict) {
  Change change = judge_records(state.key(places.first), state.key(places.second), verdict);
  change.judgement.why = state.words(state.steps);
  state.judgements[state.steps] = false;
  return change;
}

Change correct(ThreadState& state, uint64_t place) {
  Change change;
  change.kind = Change::Kind::correct;
  change.correction = {state.key(place),         "given_name", "wilma", "kay",
                       state.words(state.steps), "2026-11-01", false};
  state.corrections[state.steps] = false;
  return change;
}

/// The next step of a thread, done on its state. People say "same" of neighbours alone, so that
/// nothing is refused.
PlannedStep next_step(ThreadState& state) {
  const uint64_t n = state.steps;
  PlannedStep step;
  if (state.thread == 0 && n % 30 == 29) {
    step.refits = true;
    state.is_strict = !state.is_strict;
  } else if (n % 6 == 3) {
    const uint64_t pair = n / 6 % (kKeys / 2) * 2;
    step.changes = {judge(state, {pair, pair + 1}, Verdict::same), correct(state, pair)};
  } else if (n % 12 == 4 && state.judgements.contains(n - 1)) {
    step.withdrawn_judgement = n - 1;
    state.judgements[n - 1] = true;
  } else if (n % 12 == 5 && state.corrections.contains(n - 2)) {
    step.withdrawn_correction = n - 2;
    state.corrections[n - 2] = true;
  } else if (n % 12 == 11 && state.judgements.contains(n - 2)) {
    step.withdrawn_step = n - 2;
    state.judgements[n - 2] = true;
    state.corrections[n - 2] = true;
  } else if (n % 12 == 10) {
    const uint64_t pair = n / 6 % (kKeys / 2 - 1) * 2;
    step.changes = {judge(state, {pair, pair + 2}, Verdict::different)};
  } else if (n % 6 == 2 && state.records.contains(n * 5 % kKeys)) {
    const RecordKey key = state.key(n * 5);
    step.changes = {remove_record(key.source, key.id)};
    state.records.erase(n * 5 % kKeys);
  } else {
    step.changes = {put(state, n * 7)};
  }
  ++state.steps;
  return step;
}

/// The judgement that a step made.
NumberedJudgement judgement_of(const EntityIndex& index, const std::string& words) {
  for (const NumberedJudgement& kept : index.judgements()) {
    if (kept.judgement.why == words) return kept;
  }
  return {};
}

uint64_t correction_of(const EntityIndex& index, const ThreadState& state, uint64_t step) {
  for (uint64_t place = 0; place < kKeys; ++place) {
    for (const NumberedCorrection& kept : index.corrections_of(state.key(place))) {
      if (kept.correction.why == state.words(step)) return kept.number;
    }
  }
  return 0;
}

void do_step(DurableIndex& durable, const ThreadState& state, PlannedStep step) {
  if (step.refits) {
    durable.refit(state.is_strict ? stricter_town_model() : town_model());
    return;
  }
  durable.read([&](const EntityIndex& index) {
    Change change;
    if (step.withdrawn_judgement) {
      const auto kept = judgement_of(index, state.words(*step.withdrawn_judgement));
      step.changes.push_back(withdraw_judgement(kept.number));
    } else if (step.withdrawn_correction) {
      change.kind = Change::Kind::withdraw_correction;
      change.correction_number = correction_of(index, state, *step.withdrawn_correction);
      step.changes.push_back(change);
    } else if (step.withdrawn_step) {
      change.kind = Change::Kind::withdraw_step;
      change.step = judgement_of(index, state.words(*step.withdrawn_step)).sequence;
      step.changes.push_back(change);
    }
  });
  for (const Outcome& outcome : durable.apply(step.changes)) {
    if (!outcome.is_done) _exit(2);
  }
}

/// Does steps and says so through a pipe, until it is killed.
[[noreturn]] void work_until_killed(const std::string& path, int pipe_end,
                                    std::vector<ThreadState> states) {
  RunContext run;
  // A snapshot as soon as the last one is written.
  DurableIndex durable(path, plan_for(path, 0), run);
  std::vector<std::thread> threads;
  for (ThreadState& state : states) {
    threads.emplace_back([&] {
      for (;;) {
        PlannedStep step = next_step(state);
        do_step(durable, state, std::move(step));
        const Acknowledged done{state.thread, state.steps};
        if (write(pipe_end, &done, sizeof(done)) != sizeof(done)) _exit(1);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  _exit(1);
}

class KilledProcess {
 public:
  explicit KilledProcess(const std::string& path) : path_(path), expected_(kThreads) {
    for (uint64_t thread = 0; thread < kThreads; ++thread) expected_[thread].thread = thread;
  }

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
    ASSERT_TRUE(WIFSIGNALED(status)) << "it ended by itself with " << WEXITSTATUS(status);
  }

  /// Everything acknowledged is there, whole, and nothing that was never asked for: each thread is
  /// where it was told, or one step further.
  void compare(const EntityIndex& index, const std::string& version) {
    size_t records = 0;
    for (ThreadState& expected : expected_) {
      ThreadState further = expected;
      next_step(further);
      const ThreadState there = found(index, expected, version);
      if (is_alike(there, further)) expected = further;
      ASSERT_EQ(there.records, expected.records) << expected.words(expected.steps);
      ASSERT_EQ(there.judgements, expected.judgements) << expected.words(expected.steps);
      ASSERT_EQ(there.corrections, expected.corrections) << expected.words(expected.steps);
      ASSERT_EQ(there.is_strict, expected.is_strict) << expected.words(expected.steps);
      records += expected.records.size();
    }
    ASSERT_EQ(index.record_count(), records);
  }

 private:
  void note(const Acknowledged& done) {
    while (expected_[done.thread].steps < done.number) next_step(expected_[done.thread]);
  }

  static bool is_alike(const ThreadState& a, const ThreadState& b) {
    return a.records == b.records && a.judgements == b.judgements &&
           a.corrections == b.corrections && a.is_strict == b.is_strict;
  }

  /// What an index has of one thread.
  static ThreadState found(const EntityIndex& index, const ThreadState& of,
                           const std::string& version) {
    ThreadState there;
    there.thread = of.thread;
    const auto step_in = [&](const std::string& why) -> std::optional<uint64_t> {
      const std::string begin = of.words(0).substr(0, of.words(0).size() - 1);
      if (!why.starts_with(begin)) return std::nullopt;
      return std::stoull(why.substr(begin.size()));
    };
    for (uint64_t place = 0; place < kKeys; ++place) {
      if (auto record = index.record(of.key(place))) there.records[place] = std::move(*record);
      for (const NumberedCorrection& kept : index.corrections_of(of.key(place))) {
        if (const auto step = step_in(kept.correction.why)) {
          there.corrections[*step] = kept.withdrawn;
        }
      }
    }
    for (const NumberedJudgement& kept : index.judgements()) {
      if (const auto step = step_in(kept.judgement.why)) there.judgements[*step] = kept.withdrawn;
    }
    there.is_strict = of.thread == 0 && version == stricter_town_model()->parts().version;
    return there;
  }

  std::string path_;
  std::vector<ThreadState> expected_;
};

TEST(killed, every_acknowledged_change_survives_with_snapshots_being_written) {
  const Folder folder;
  stricter_town_model();  // both are made before the children, which share them
  set_thread_count(1);
  Random random(7);
  KilledProcess process(folder.journal());
  size_t in_snapshot = 0;
  size_t from_snapshot = 0;
  for (uint64_t round = 0; round < kill_count(); ++round) {
    process.run(random);
    in_snapshot += std::filesystem::exists(snapshot_path(folder.journal()) + ".new") ? 1 : 0;
    RunContext run;
    const IndexPlan plan = plan_for(folder.journal(), -1);
    const DurableIndex durable(folder.journal(), plan, run);
    from_snapshot += durable.state().from_snapshot ? 1 : 0;
    durable.read([&](const EntityIndex& index) {
      process.compare(index, plan.fitted->parts().version);
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
  DurableIndex last(folder.journal(), plan_for(folder.journal(), 2), run);
  EXPECT_EQ(last.check_journal(run), std::vector<std::string>());
}

}  // namespace
}  // namespace newlyn::index
