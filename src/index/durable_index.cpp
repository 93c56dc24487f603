// SPDX-License-Identifier: MIT
// Whoever comes first does the steps of all who wait, writes them together and wakes the others.
#include "index/durable_index.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <shared_mutex>
#include <sstream>
#include <thread>
#include <utility>

#include "base/clock.h"
#include "base/error.h"
#include "base/threads.h"
#include "index/durable/journal_entries.h"
#include "index/durable/open_file.h"
#include "index/durable/open_index.h"
#include "index/journal/durable_file.h"
#include "index/journal/journal.h"
#include "index/snapshot/snapshot_file.h"
#include "index/state/index_state.h"

namespace newlyn::index {
namespace {

/// A step that waits for its turn.
struct Step {
  ChangeFeed feed;
  RunContext* run = nullptr;
  std::vector<Outcome> outcomes;
  std::exception_ptr failure;
  bool is_done = false;
  std::condition_variable woken;  // it is done, or nobody leads
};

using Steps = std::deque<std::shared_ptr<Step>>;

/// Steps of records that wait together become one: what they touch is clustered once. What people
/// say stays a step of its own, which can be withdrawn by itself.
std::vector<std::vector<Step*>> joined(const Steps& steps) {
  std::vector<std::vector<Step*>> runs;
  bool open = false;
  for (const std::shared_ptr<Step>& step : steps) {
    // A step that is watched stands alone: its stop is no stop of others.
    const bool joins = step->run == nullptr && step->feed.others == 0;
    if (!joins || !open) runs.emplace_back();
    runs.back().push_back(step.get());
    open = joins;
  }
  return runs;
}

/// The changes of steps one after the other.
ChangeFeed chained(const std::vector<Step*>& steps) {
  if (steps.size() == 1) return steps[0]->feed;
  ChangeFeed all;
  for (const Step* step : steps) {
    all.puts += step->feed.puts;
    all.takes += step->feed.takes;
    all.others += step->feed.others;
  }
  all.at = [steps, step = size_t{0}, begin = size_t{0}](size_t place) mutable -> const Change& {
    while (place - begin == steps[step]->feed.count()) begin += steps[step++]->feed.count();
    return steps[step]->feed.at(place - begin);
  };
  return all;
}

/// Does a run of steps as one and returns what of it was accepted.
ChangeWriter do_run(const std::vector<Step*>& run_of_steps, EntityIndex& index, RunContext& run) {
  ChangeWriter accepted;
  const std::vector<Outcome> outcomes =
      index.apply(chained(run_of_steps), run, [&](const Change& change) { accepted.add(change); });
  auto from = outcomes.begin();
  for (Step* step : run_of_steps) {
    const auto to = from + static_cast<ptrdiff_t>(step->feed.count());
    step->outcomes.assign(from, to);
    from = to;
  }
  return accepted;
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  if (file) return bytes.str();
  throw Error(Code::store_failed, "The file " + path + " cannot be read again.");
}

/// A snapshot to be written.
struct Checkpoint {
  std::unique_ptr<IndexPicture> picture;
  SnapshotHead head;
  double undone_seconds = 0;  // that it saves the next opening
};

}  // namespace

struct DurableIndex::State {
  IndexPlan plan;
  std::shared_ptr<const linkage::FittedModel> fitted;  // of now
  std::string path;
  OpenedIndex opened;
  mutable std::shared_mutex index_lock;
  mutable std::mutex lock;  // guards what follows
  std::condition_variable done;
  Steps waiting;
  bool is_led = false;
  std::exception_ptr broken;
  double undone_seconds = 0;  // that the steps took which are in no snapshot
  // Of snapshots:
  std::condition_variable written;
  bool is_writing = false;
  bool stops = false;
  std::unique_ptr<Checkpoint> due;
  std::thread writer;
  DurableState told;

  State(const std::string& at, const IndexPlan& of, OpenedIndex index)
      : plan(of), fitted(of.fitted), path(at), opened(std::move(index)) {
    undone_seconds = opened.redo_seconds;
    told = opened.state;
    writer = std::thread([this] {
      give_way();
      write_when_due();
    });
  }
  ~State();

  void do_steps(const Steps& steps);
  void lead(std::unique_lock<std::mutex>& held, const std::function<void()>& work);
  void hand_on(std::unique_lock<std::mutex>& held);
  std::unique_ptr<Checkpoint> picture();
  void begin_if_due();
  void write(Checkpoint& checkpoint);
  void write_and_tell(Checkpoint& checkpoint);
  void write_when_due();
  void begin_anew();
};

DurableIndex::State::~State() {
  {
    const std::lock_guard held(lock);
    stops = true;
  }
  written.notify_all();
  writer.join();
}

/// Everything there is, to be written. The caller leads.
std::unique_ptr<Checkpoint> DurableIndex::State::picture() {
  auto checkpoint = std::make_unique<Checkpoint>();
  const EntryMark& last = opened.journal->last();
  const std::unique_lock changing(index_lock);
  checkpoint->picture = opened.index->take_picture();
  checkpoint->head = {checkpoint->picture->model, last.end, last.place, last.head,
                      checkpoint->picture->sequence};
  checkpoint->undone_seconds = undone_seconds;
  return checkpoint;
}

/// Hands a picture to the thread that writes. The caller leads.
void DurableIndex::State::begin_if_due() {
  if (plan.checkpoint_seconds < 0) return;
  {
    const std::lock_guard held(lock);
    const double most = std::max(plan.checkpoint_seconds, 2 * told.checkpoint_seconds);
    if (is_writing || due != nullptr || undone_seconds <= most) return;
  }
  auto checkpoint = picture();
  const std::lock_guard held(lock);
  due = std::move(checkpoint);
  written.notify_all();
}

void DurableIndex::State::write(Checkpoint& checkpoint) {
  SnapshotWriter file(snapshot_path(path), checkpoint.head);
  EntityIndex::save_picture(*checkpoint.picture, file);
  file.finish();
  const std::unique_lock changing(index_lock);
  opened.index->take_over(*checkpoint.picture);
}

/// Writes a snapshot and notes how it went. Requires: is_writing, set by the caller.
void DurableIndex::State::write_and_tell(Checkpoint& checkpoint) {
  const double from = monotonic_seconds();
  std::string failure;
  try {
    write(checkpoint);
  } catch (const std::exception& error) {
    failure = error.what();
  }
  const std::lock_guard held(lock);
  is_writing = false;
  told.checkpoint_failure = failure;
  told.checkpoint_seconds = monotonic_seconds() - from;
  // One that failed is tried again when as much more was done.
  undone_seconds -= checkpoint.undone_seconds;
  if (failure.empty()) ++told.checkpoints;
  written.notify_all();
}

void DurableIndex::State::write_when_due() {
  std::unique_lock held(lock);
  for (;;) {
    written.wait(held, [&] { return stops || (due != nullptr && !is_writing); });
    if (due == nullptr) return;
    if (is_writing) continue;
    is_writing = true;
    const std::unique_ptr<Checkpoint> checkpoint = std::exchange(due, nullptr);
    held.unlock();
    write_and_tell(*checkpoint);
    held.lock();
  }
}

/// Does steps one after the other, then keeps them all at once.
void DurableIndex::State::do_steps(const Steps& steps) {
  RunContext unwatched;
  const double from = monotonic_seconds();
  std::vector<ChangeWriter> changes;
  {
    const std::unique_lock changing(index_lock);
    for (const auto& steps_of_run : joined(steps)) {
      RunContext* watched = steps_of_run.front()->run;
      changes.push_back(
          do_run(steps_of_run, *opened.index, watched == nullptr ? unwatched : *watched));
    }
  }
  const double seconds = monotonic_seconds() - from;
  opened.journal->add(write_steps_entry(std::move(changes)));
  opened.journal->sync();
  {
    const std::lock_guard held(lock);
    undone_seconds += seconds;
    told.journal_bytes = opened.journal->last().end;
  }
  begin_if_due();
}

/// Works without the lock while everybody else waits. What fails breaks the index: memory may be
/// ahead of the journal from then on.
void DurableIndex::State::lead(std::unique_lock<std::mutex>& held,
                               const std::function<void()>& work) {
  if (broken) return;
  is_led = true;
  held.unlock();
  std::exception_ptr failure;
  try {
    work();
  } catch (...) {
    failure = std::current_exception();
  }
  held.lock();
  is_led = false;
  broken = failure;
}

/// Lets the next one lead: who waits for that alone, and the first of those with a step. Each step
/// is woken for itself, as many may wait.
void DurableIndex::State::hand_on(std::unique_lock<std::mutex>& held) {
  const std::shared_ptr<Step> next = waiting.empty() ? nullptr : waiting.front();
  held.unlock();
  done.notify_all();
  if (next != nullptr) next->woken.notify_one();
}

DurableIndex::DurableIndex(const std::string& path, IndexPlan plan, RunContext& run,
                           const ExpectSequence& expects)
    : state_(std::make_unique<State>(path, plan, open_index(path, {plan, expects}, run))) {}

DurableIndex::~DurableIndex() {
  // Longer than a person notices.
  constexpr double kShare = 4;
  bool worth = false;
  {
    std::unique_lock held(state_->lock);
    state_->written.wait(held, [&] { return !state_->is_writing && state_->due == nullptr; });
    worth = state_->plan.checkpoint_seconds >= 0 && !state_->broken &&
            state_->undone_seconds > state_->plan.checkpoint_seconds / kShare;
  }
  if (!worth) return;
  try {
    checkpoint();
  } catch (const std::exception&) {
    // The journal has everything: what is lost is time, at the next opening.
  }
}

std::vector<Outcome> DurableIndex::apply(std::vector<Change> changes, RunContext* run) {
  return apply(feed_of(changes), run);
}

std::vector<Outcome> DurableIndex::apply(ChangeFeed feed, RunContext* run) {
  const auto own = std::make_shared<Step>();
  own->feed = std::move(feed);
  own->run = run;
  std::unique_lock held(state_->lock);
  state_->waiting.push_back(own);
  own->woken.wait(held, [&] { return own->is_done || !state_->is_led; });
  if (!own->is_done) {
    const Steps steps = std::exchange(state_->waiting, {});
    state_->lead(held, [&] { state_->do_steps(steps); });
    for (const auto& step : steps) {
      step->failure = state_->broken;
      step->is_done = true;
    }
    state_->hand_on(held);
    for (const auto& step : steps) step->woken.notify_one();
  }
  if (own->failure) std::rethrow_exception(own->failure);
  return std::move(own->outcomes);
}

std::vector<Moved> DurableIndex::refit(std::shared_ptr<const linkage::FittedModel> fitted,
                                       RunContext* run) {
  std::vector<Moved> moved;
  std::unique_lock held(state_->lock);
  state_->done.wait(held, [&] { return !state_->is_led; });
  state_->lead(held, [&] {
    RunContext unwatched;
    const double from = monotonic_seconds();
    {
      const std::unique_lock changing(state_->index_lock);
      moved = state_->opened.index->refit(fitted, run == nullptr ? unwatched : *run);
      state_->fitted = fitted;
    }
    state_->opened.journal->add(write_model_entry(fitted->parts().version));
    state_->opened.journal->sync();
    {
      const std::lock_guard inner(state_->lock);
      state_->undone_seconds += monotonic_seconds() - from;
      state_->told.journal_bytes = state_->opened.journal->last().end;
    }
    state_->begin_if_due();
  });
  const std::exception_ptr failure = state_->broken;
  state_->hand_on(held);
  if (failure) std::rethrow_exception(failure);
  return moved;
}

/// Puts a journal in place of the one there is that begins with what the index has now. The caller
/// leads, and no snapshot is being written.
void DurableIndex::State::begin_anew() {
  const std::string part = path + ".anew";
  const std::string base = part + ".picture";
  const std::unique_ptr<Checkpoint> now = picture();
  {
    SnapshotWriter file(base, now->head);
    EntityIndex::save_picture(*now->picture, file);
    file.finish();
    const std::unique_lock changing(index_lock);
    opened.index->take_over(*now->picture);
  }
  std::filesystem::remove(part);
  {
    Journal journal(part);
    journal.add(write_model_entry(fitted->parts().version));
    journal.sync();
    journal.add(write_picture_entry(bytes_of(base)));
    journal.sync();
  }
  std::filesystem::remove(base);
  std::filesystem::remove(snapshot_path(path));
  rename_durably(part, path);
  opened.journal = std::make_unique<Journal>(path);
  opened.journal->redo(opened.journal->begin(), [](std::string_view) {});
  opened.journal->cut_rest();
  for (uint64_t version = 1; version <= kJournalVersion; ++version) {
    std::filesystem::remove(former_journal(path, version));
  }
  for (const std::string& aside : journals_set_aside(path)) std::filesystem::remove(aside);
}

void DurableIndex::forget(const Forgotten& forgotten,
                          std::shared_ptr<const linkage::FittedModel> fitted, RunContext& run) {
  std::unique_lock held(state_->lock);
  state_->written.wait(held, [&] { return !state_->is_writing && state_->due == nullptr; });
  state_->is_writing = true;
  state_->done.wait(held, [&] { return !state_->is_led; });
  state_->lead(held, [&] {
    {
      const std::unique_lock changing(state_->index_lock);
      state_->opened.index->forget(forgotten, fitted, run);
      state_->fitted = fitted;
    }
    state_->begin_anew();
    const std::lock_guard inner(state_->lock);
    state_->undone_seconds = 0;
    state_->told.journal_bytes = state_->opened.journal->last().end;
  });
  state_->is_writing = false;
  const std::exception_ptr failure = state_->broken;
  state_->hand_on(held);
  state_->written.notify_all();
  if (failure) std::rethrow_exception(failure);
}

void DurableIndex::read(const std::function<void(const EntityIndex&)>& ask) const {
  const std::shared_lock reading(state_->index_lock);
  ask(*state_->opened.index);
}

void DurableIndex::checkpoint() {
  std::unique_ptr<Checkpoint> own;
  std::unique_lock held(state_->lock);
  state_->written.wait(held, [&] { return !state_->is_writing && state_->due == nullptr; });
  state_->is_writing = true;
  state_->done.wait(held, [&] { return !state_->is_led; });
  state_->lead(held, [&] { own = state_->picture(); });
  const std::exception_ptr failure = state_->broken;
  if (failure) state_->is_writing = false;
  state_->hand_on(held);
  state_->written.notify_all();
  if (failure) std::rethrow_exception(failure);
  state_->write_and_tell(*own);
  const std::string why = state().checkpoint_failure;
  if (!why.empty()) throw Error(Code::output_unwritable, why);
}

IndexBackup DurableIndex::backup(const std::string& folder, const CopyBytes& copy) {
  IndexBackup made;
  std::unique_ptr<OpenFile> snapshot;
  std::unique_lock held(state_->lock);
  state_->done.wait(held, [&] { return !state_->is_led; });
  state_->lead(held, [&] {
    made.journal_bytes = state_->opened.journal->last().end;
    made.sequence = state_->opened.index->sequence();
    // Held open now: a later snapshot would have more than the journal's copy.
    snapshot = OpenFile::open(snapshot_path(state_->path));
  });
  const std::exception_ptr failure = state_->broken;
  state_->hand_on(held);
  if (failure) std::rethrow_exception(failure);
  const std::string name = std::filesystem::path(state_->path).filename().string();
  made.journal = folder + "/" + name;
  copy(OpenFile::open(state_->path)->file(), made.journal_bytes, made.journal);
  if (snapshot != nullptr) {
    made.snapshot = snapshot_path(made.journal);
    copy(snapshot->file(), UINT64_MAX, made.snapshot);
  }
  return made;
}

std::vector<std::string> DurableIndex::check_journal(RunContext& run) {
  std::vector<std::string> findings;
  std::unique_lock held(state_->lock);
  state_->done.wait(held, [&] { return !state_->is_led; });
  state_->is_led = true;
  held.unlock();
  try {
    const uint64_t end = state_->opened.journal->last().end;
    IndexPlan plan = state_->plan;
    plan.fitted = state_->fitted;
    plan.former = [of = state_->plan](const std::string& version) {
      if (version == of.fitted->parts().version) return of.fitted;
      return of.former ? of.former(version) : nullptr;
    };
    const uint64_t redone = redone_state(state_->path, end, plan, run);
    const std::shared_lock reading(state_->index_lock);
    if (redone != state_->opened.index->state_hash()) {
      findings.push_back("The index is not what the steps of its journal " + state_->path +
                         " give. Remove the snapshot beside it: the journal has everything.");
    }
  } catch (const Error& error) {
    findings.emplace_back(error.what());
  }
  held.lock();
  state_->is_led = false;
  state_->hand_on(held);
  return findings;
}

DurableState DurableIndex::state() const {
  const std::lock_guard held(state_->lock);
  return state_->told;
}

}  // namespace newlyn::index
