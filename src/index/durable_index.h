// SPDX-License-Identifier: MIT
// An index whose changes survive the end of the process, however it ends.
//
// 1. When apply() returns, its changes are on the device.
// 2. Steps that wait at one time share one write and one sync of the journal.
// 3. Opening does all steps again, so that entities, ids and history are what they were.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "index/index.h"

namespace newlyn::index {

/// The version of the fitted model that the journal at `path` is under; empty where there is none.
/// Throws Error(store_failed) for a journal that cannot be used.
std::string journal_version(const std::string& path);

/// An EntityIndex and its journal. Safe to use from many threads.
class DurableIndex {
 public:
  /// Opens the journal at `path`, or makes it. Throws Error(store_failed) for a journal that cannot
  /// be used, Error(model_invalid) for one whose last fitted model is another than the plan's.
  DurableIndex(const std::string& path, IndexPlan plan, RunContext& run);
  ~DurableIndex();
  DurableIndex(const DurableIndex&) = delete;
  DurableIndex& operator=(const DurableIndex&) = delete;

  /// Does the changes as one step and returns when they are durable. Called from any thread.
  /// Throws when they cannot be kept; every later call throws too, until the index is opened anew.
  std::vector<Outcome> apply(std::vector<Change> changes);
  /// Goes over to another fitted model and returns when that is durable; see EntityIndex::refit.
  /// The journal is opened with this model from then on, and IndexPlan::former must know those
  /// before.
  std::vector<Moved> refit(std::shared_ptr<const linkage::FittedModel> fitted);
  /// Asks the index while nothing changes. Called from any thread.
  void read(const std::function<void(const EntityIndex&)>& ask) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace newlyn::index
