// SPDX-License-Identifier: MIT
// The verbs that keep a workspace safe: back up, restore, check, roll back.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/run_context.h"

namespace newlyn::workspace {

/// Where a workspace is copied to.
struct BackupRequest {
  std::string workspace;  // empty: see find_home
  std::string target;     // a folder that is not there yet
  std::string purpose = {};
  std::string expires = {};     // the day until which it is kept
  uint64_t wait_seconds = 600;  // for another process that has the workspace
};

/// A copy that was made, or put back.
struct BackupAnswer {
  std::string folder;
  std::string made;  // when the copy was made
  uint64_t files = 0;
  uint64_t bytes = 0;
  std::string hash;  // of all files: equal for equal copies
};

/// Copies a workspace, so that the copy is the workspace of one moment, and reads the copy again.
/// Every file is sealed under the workspace's key, which is in it too, and bound to its path; the
/// list of hashes is sealed as well. Temporary files stay out. The folder gets its name when
/// all is on the device. Where another process has the workspace it is asked to make the copy
/// between two of its changes, or waited for. Throws Error: request_invalid where the folder is
/// there, store_failed where the other process neither does it nor ends in time, output_unwritable,
/// storage_full.
BackupAnswer back_up(const BackupRequest& request, RunContext& run);

/// What is put back, and where.
struct RestoreRequest {
  std::string backup;
  std::string target;  // a folder that is not there yet
  // A file with the key: a workspace.key, or what key_export wrote, with its passphrase. Empty:
  // from the environment or a credential.
  std::string key = {};
  std::string passphrase = {};
};

/// Makes a workspace of a copy. Nothing is written before every file of the copy has its hash; what
/// was written is read again. Throws Error: source_missing, source_unreadable for a copy that is
/// not whole, request_invalid where the folder is there or the copy is of a later version,
/// access_refused where the key that it is sealed with was not given.
BackupAnswer restore(const RestoreRequest& request, RunContext& run);

/// What is checked.
struct CheckRequest {
  std::string workspace;  // empty: see find_home
  bool full = false;      // also do everything again and compare
};

/// One part of a workspace and what was found.
struct CheckedPart {
  std::string part;  // "people", "audit log"
  uint64_t count = 0;
  std::vector<std::string> findings;
  std::vector<std::string> notes;  // what is well and worth knowing
  uint64_t put_right = 0;          // of the findings: what opening it put right, so nothing is lost
};

/// What was checked: store, indexes, audit log.
struct CheckAnswer {
  std::vector<CheckedPart> parts;
  uint64_t findings = 0;
  uint64_t put_right = 0;  // of these
};

/// Holds a workspace against what must be true of it. Changes nothing but what every opening puts
/// right: a link that was cut off, files of an earlier version. Throws Error(store_failed) for a
/// part that cannot be opened at all.
CheckAnswer check_workspace(const CheckRequest& request, RunContext& run);

/// What is put back to its version before.
struct RollBackRequest {
  std::string workspace;  // empty: see find_home
  std::string purpose = {};
  std::string part = {};  // "store", or a kind of entity in the plural; empty: all that was kept
  bool is_done = false;   // else it is told alone
};

/// One part that goes back, or went.
struct RolledBackPart {
  std::string part;      // "store", "people"
  int64_t version = 0;   // to which it goes
  std::string file;      // that was kept of it
  std::string kept;      // where the present one is kept; empty before it is done
  std::string kept_day;  // when that file was last written
};

/// What goes back, or went: journals first, the store last.
struct RollBackAnswer {
  bool is_done = false;
  std::vector<RolledBackPart> parts;
};

/// Puts back what was kept of the store and of journals of the index when they were brought up to
/// date. What was done since is not in them; it stays in files beside them. Meant for going back to
/// the earlier version of the program: this one brings them up to date again when it opens them.
/// Throws Error: request_invalid where nothing was kept or for a part that is none, store_failed,
/// output_unwritable.
RollBackAnswer roll_back(const RollBackRequest& request);

}  // namespace newlyn::workspace
