// SPDX-License-Identifier: MIT
// An index whose changes survive the end of the process, however it ends.
//
// 1. When apply() returns, its changes are on the device.
// 2. Steps that wait at one time share one write and one sync of the journal.
// 3. The journal has everything. A snapshot beside it holds what doing its steps gives up to some
//    place; opening reads it and does the rest again. One that is lost or damaged costs time alone.
// 4. Snapshots are written in the background from a picture that is taken in a moment.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "index/index.h"

namespace newlyn::index {

/// The version of the fitted model that the journal at `path` is under; empty where there is none.
/// Throws Error(store_failed) for a journal that cannot be used.
std::string journal_version(const std::string& path);

/// Where the snapshot of a journal is.
std::string snapshot_path(const std::string& journal);

/// Where a journal of an earlier version is kept when it is brought up to date.
std::string former_journal(const std::string& path, uint64_t version);

/// Sets the journal at `path` aside, without its snapshot, so that another can begin there. Returns
/// where it is; it goes when records are forgotten. Requires: it is there, and no index is open.
std::string set_journal_aside(const std::string& path);

/// The journals that were set aside at `path`.
std::vector<std::string> journals_set_aside(const std::string& path);

/// A journal that is put back to an earlier version.
struct RolledBack {
  uint64_t version = 0;
  std::string kept;  // where the one of another version is
};

/// The journal that roll_back_journal would put back, its version and where it is. Nothing where
/// none was kept.
std::optional<RolledBack> kept_journal(const std::string& path);

/// Puts back the journal that was kept when it was brought up to date: what was done since is not
/// in it, but stays in the file that is named. Nothing where none was kept. No index may be open.
std::optional<RolledBack> roll_back_journal(const std::string& path);

/// How an index came up and what it has written since.
struct DurableState {
  bool from_snapshot = false;
  uint64_t entries_redone = 0;
  std::vector<std::string> notes;  // what a person should know, in sentences
  uint64_t journal_bytes = 0;
  uint64_t checkpoints = 0;        // snapshots written since it was opened
  double checkpoint_seconds = 0;   // of the last one
  std::string checkpoint_failure;  // of the last one, if it failed
};

/// Copies up to `bytes` of an open file, from its begin, into a new file `to`, and returns when
/// they are on the device. Throws Error(output_unwritable), Error(storage_full).
using CopyBytes = std::function<void(int file, uint64_t bytes, const std::string& to)>;

/// Copies bytes as they are.
void copy_in_clear(int file, uint64_t bytes, const std::string& to);

/// A copy of an index.
struct IndexBackup {
  std::string journal;   // the files
  std::string snapshot;  // empty: there was none
  uint64_t journal_bytes = 0;
  uint64_t sequence = 0;  // of the last step in it
};

/// Called with the last step of a journal before anything of it is changed: throws where that is
/// less than was kept in it.
using ExpectSequence = std::function<void(uint64_t sequence)>;

/// An EntityIndex and its journal. Safe to use from many threads.
class DurableIndex {
 public:
  /// Opens the journal at `path`, or makes it. One of an earlier version is kept beside it and
  /// brought up to date. Throws Error(store_failed) for a journal that cannot be used, is of a
  /// later version or in use; Error(model_invalid) for one whose last fitted model is another than
  /// the plan's; what `expects` throws.
  DurableIndex(const std::string& path, IndexPlan plan, RunContext& run,
               const ExpectSequence& expects = {});
  /// Writes a snapshot first when opening would otherwise take noticeably longer.
  ~DurableIndex();
  DurableIndex(const DurableIndex&) = delete;
  DurableIndex& operator=(const DurableIndex&) = delete;

  /// Does the changes as one step and returns when they are durable. Called from any thread.
  /// Throws when they cannot be kept; every later call throws too, until the index is opened anew.
  /// With `run` it tells how far it is and can be stopped, which is such a failure.
  std::vector<Outcome> apply(std::vector<Change> changes, RunContext* run = nullptr);
  /// The same of changes that are made one at a time, while the index must not be asked.
  std::vector<Outcome> apply(ChangeFeed feed, RunContext* run = nullptr);
  /// Goes over to another fitted model and returns when that is durable; see EntityIndex::refit.
  /// The journal is opened with this model from then on, and IndexPlan::former must know those
  /// before.
  std::vector<Moved> refit(std::shared_ptr<const linkage::FittedModel> fitted,
                           RunContext* run = nullptr);
  /// Takes records out and everything that its files have of them, see EntityIndex::forget: the
  /// journal begins anew with a picture of what is left, and snapshots and journals of earlier
  /// versions go. Returns when the new journal is in place; cut off before, the index is as it was.
  /// The journal is opened with `fitted` from then on, and needs no model before it.
  void forget(const Forgotten& forgotten, std::shared_ptr<const linkage::FittedModel> fitted,
              RunContext& run);
  /// Asks the index while nothing changes. Called from any thread.
  void read(const std::function<void(const EntityIndex&)>& ask) const;

  /// Writes a snapshot and returns when it is on the device. Changes go on meanwhile. Throws when
  /// it cannot be written; the index is none the worse for it.
  void checkpoint();
  /// Copies the index as it is at one moment into a folder that exists, while changes go on.
  /// Returns when the copy is on the device. Throws Error(output_unwritable), Error(storage_full).
  IndexBackup backup(const std::string& folder, const CopyBytes& copy = copy_in_clear);
  DurableState state() const;
  /// Reads the whole journal again and compares what its steps give with the index as it is.
  /// Findings in sentences; empty when all is well. Changes wait meanwhile.
  std::vector<std::string> check_journal(RunContext& run);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace newlyn::index
