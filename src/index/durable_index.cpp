// SPDX-License-Identifier: MIT
// Whoever comes first does the steps of all who wait, writes them together and wakes the others.
#include "index/durable_index.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <shared_mutex>

#include "base/error.h"
#include "index/journal/change_codec.h"
#include "index/journal/journal.h"

namespace newlyn::index {
namespace {

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

struct DurableIndex::State {
  EntityIndex index;
  std::unique_ptr<Journal> journal;
  mutable std::shared_mutex index_lock;
  std::mutex lock;  // guards what follows
  std::condition_variable done;
  std::deque<Step*> waiting;
  bool is_led = false;
  std::exception_ptr broken;

  explicit State(IndexPlan plan) : index(std::move(plan)) {}
  void open(const std::string& path, const std::string& version, RunContext& run);
  void do_steps(const std::deque<Step*>& steps);
};

void DurableIndex::State::open(const std::string& path, const std::string& version,
                               RunContext& run) {
  bool first = true;
  journal = std::make_unique<Journal>(path, [&](std::string_view entry) {
    if (first) {
      first = false;
      if (entry == version) return;
      throw Error(Code::model_invalid, "The journal " + path +
                                           " was written under the fitted model " +
                                           std::string(entry) + ", not under " + version +
                                           ". Open it with that model, or refit.");
    }
    const auto changes = read_changes(entry);
    if (!changes) {
      throw Error(Code::store_failed,
                  "The journal " + path + " holds a step that this version cannot read.");
    }
    index.apply(*changes, run);
  });
  if (!first) return;
  journal->add(version);
  journal->sync();
}

/// Does steps one after the other, then keeps them all at once.
void DurableIndex::State::do_steps(const std::deque<Step*>& steps) {
  RunContext run;
  {
    const std::unique_lock changing(index_lock);
    for (Step* step : steps) step->outcomes = index.apply(step->changes, run);
  }
  for (const Step* step : steps) journal->add(write_changes(accepted(*step)));
  journal->sync();
}

DurableIndex::DurableIndex(const std::string& path, IndexPlan plan, RunContext& run) {
  const std::string version = plan.fitted->parts().version;
  state_ = std::make_unique<State>(std::move(plan));
  state_->open(path, version, run);
}

DurableIndex::~DurableIndex() = default;

std::vector<Outcome> DurableIndex::apply(std::vector<Change> changes) {
  Step own;
  own.changes = std::move(changes);
  std::unique_lock held(state_->lock);
  state_->waiting.push_back(&own);
  state_->done.wait(held, [&] { return own.is_done || !state_->is_led; });
  if (!own.is_done) {
    state_->is_led = true;
    const std::deque<Step*> steps = std::move(state_->waiting);
    state_->waiting.clear();
    if (!state_->broken) {
      held.unlock();
      std::exception_ptr failure;
      try {
        state_->do_steps(steps);
      } catch (...) {
        failure = std::current_exception();
      }
      held.lock();
      // Memory may be ahead of the journal now.
      state_->broken = failure;
    }
    for (Step* step : steps) {
      step->failure = state_->broken;
      step->is_done = true;
    }
    state_->is_led = false;
    held.unlock();
    state_->done.notify_all();
  } else {
    held.unlock();
  }
  if (own.failure) std::rethrow_exception(own.failure);
  return std::move(own.outcomes);
}

void DurableIndex::read(const std::function<void(const EntityIndex&)>& ask) const {
  const std::shared_lock reading(state_->index_lock);
  ask(state_->index);
}

}  // namespace newlyn::index
