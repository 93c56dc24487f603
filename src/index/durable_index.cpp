// SPDX-License-Identifier: MIT
// Whoever comes first does the steps of all who wait, writes them together and wakes the others.
#include "index/durable_index.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <filesystem>
#include <mutex>
#include <shared_mutex>
#include <utility>

#include "base/error.h"
#include "index/journal/change_codec.h"
#include "index/journal/journal.h"

namespace newlyn::index {
namespace {

// How an entry begins.
constexpr char kModelEntry = 'M';  // the version of a fitted model follows
constexpr char kStepEntry = 'S';   // changes follow

/// A step that waits for its turn.
struct Step {
  std::vector<Change> changes;
  std::vector<Outcome> outcomes;
  std::exception_ptr failure;
  bool is_done = false;
};

std::vector<Change> accepted(const Step& step) {
  std::vector<Change> changes;
  for (size_t i = 0; i < step.changes.size(); ++i) {
    if (step.outcomes[i].is_done) changes.push_back(step.changes[i]);
  }
  return changes;
}

}  // namespace

std::string journal_version(const std::string& path) {
  std::string version;
  if (!std::filesystem::exists(path)) return version;
  const Journal journal(path, [&](std::string_view entry) {
    if (!entry.empty() && entry.front() == kModelEntry) version = entry.substr(1);
  });
  return version;
}

struct DurableIndex::State {
  IndexPlan plan;
  std::string version;  // of the fitted model that the journal named last
  EntityIndex index;
  std::unique_ptr<Journal> journal;
  mutable std::shared_mutex index_lock;
  std::mutex lock;  // guards what follows
  std::condition_variable done;
  std::deque<Step*> waiting;
  bool is_led = false;
  std::exception_ptr broken;

  explicit State(const IndexPlan& of) : plan(of), index(of) {}
  std::shared_ptr<const linkage::FittedModel> model_of(const std::string& version) const;
  void redo(std::string_view entry, RunContext& run);
  void open(const std::string& path, RunContext& run);
  void do_steps(const std::deque<Step*>& steps);
  void lead(std::unique_lock<std::mutex>& held, const std::function<void()>& work);
};

/// The fitted model of a version that the journal names.
std::shared_ptr<const linkage::FittedModel> DurableIndex::State::model_of(
    const std::string& named) const {
  if (named == plan.fitted->parts().version) return plan.fitted;
  auto former = plan.former ? plan.former(named) : nullptr;
  if (former != nullptr) return former;
  throw Error(Code::model_invalid, "The journal needs the fitted model " + named +
                                       ", which is not there. Put back its file.");
}

void DurableIndex::State::redo(std::string_view entry, RunContext& run) {
  const char kind = entry.empty() ? ' ' : entry.front();
  if (kind == kModelEntry) {
    version = entry.substr(1);
    index.refit(model_of(version), run);
    return;
  }
  const auto changes = kind == kStepEntry ? read_changes(entry.substr(1)) : std::nullopt;
  if (!changes) {
    throw Error(Code::store_failed, "The journal holds a step that this version cannot read.");
  }
  index.apply(*changes, run);
}

void DurableIndex::State::open(const std::string& path, RunContext& run) {
  journal = std::make_unique<Journal>(path, [&](std::string_view entry) { redo(entry, run); });
  const std::string& wanted = plan.fitted->parts().version;
  if (version.empty()) {
    version = wanted;
    index.refit(plan.fitted, run);
    journal->add(kModelEntry + version);
    journal->sync();
  }
  if (version == wanted) return;
  throw Error(Code::model_invalid, "The journal " + path + " is under the fitted model " + version +
                                       ", not under " + wanted +
                                       ". Open it with that one, or refit first.");
}

/// Does steps one after the other, then keeps them all at once.
void DurableIndex::State::do_steps(const std::deque<Step*>& steps) {
  RunContext run;
  {
    const std::unique_lock changing(index_lock);
    for (Step* step : steps) step->outcomes = index.apply(step->changes, run);
  }
  for (const Step* step : steps) {
    journal->add(kStepEntry + write_changes(accepted(*step)));
  }
  journal->sync();
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

DurableIndex::DurableIndex(const std::string& path, IndexPlan plan, RunContext& run) {
  state_ = std::make_unique<State>(plan);
  state_->open(path, run);
}

DurableIndex::~DurableIndex() = default;

std::vector<Outcome> DurableIndex::apply(std::vector<Change> changes) {
  Step own;
  own.changes = std::move(changes);
  std::unique_lock held(state_->lock);
  state_->waiting.push_back(&own);
  state_->done.wait(held, [&] { return own.is_done || !state_->is_led; });
  if (!own.is_done) {
    const std::deque<Step*> steps = std::exchange(state_->waiting, {});
    state_->lead(held, [&] { state_->do_steps(steps); });
    for (Step* step : steps) {
      step->failure = state_->broken;
      step->is_done = true;
    }
  }
  held.unlock();
  state_->done.notify_all();
  if (own.failure) std::rethrow_exception(own.failure);
  return std::move(own.outcomes);
}

std::vector<Moved> DurableIndex::refit(std::shared_ptr<const linkage::FittedModel> fitted) {
  std::vector<Moved> moved;
  std::unique_lock held(state_->lock);
  state_->done.wait(held, [&] { return !state_->is_led; });
  state_->lead(held, [&] {
    RunContext run;
    const std::unique_lock changing(state_->index_lock);
    moved = state_->index.refit(fitted, run);
    state_->journal->add(kModelEntry + fitted->parts().version);
    state_->journal->sync();
  });
  const std::exception_ptr failure = state_->broken;
  held.unlock();
  state_->done.notify_all();
  if (failure) std::rethrow_exception(failure);
  return moved;
}

void DurableIndex::read(const std::function<void(const EntityIndex&)>& ask) const {
  const std::shared_lock reading(state_->index_lock);
  ask(state_->index);
}

}  // namespace newlyn::index
