// SPDX-License-Identifier: MIT
// Backups of a workspace that another process has: the one who wants it leaves a note in
// temporary/backups, the one who has the workspace makes the copy between two changes and answers
// beside the note.
//
// 1. A note is NAME.ask; whoever takes it on renames it to NAME.taken, and ends it as NAME.done or
//    NAME.failed. All of them are for the owner of the workspace alone, as the whole folder is.
// 2. Where the process that had the workspace has ended, the one who asked makes the copy.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "store/store.h"
#include "workspace/home.h"
#include "workspace/index/kind_index.h"
#include "workspace/keep_workspace.h"

namespace newlyn::workspace {

/// A workspace that this process has open. Nothing changes while a copy is made.
struct OpenWorkspace {
  const Home& home;
  store::Store& store;
  std::vector<KindIndex>& kinds;  // those that are open
};

/// Copies an open workspace, with its entries in the log and in the register of releases.
BackupAnswer copy_open(const OpenWorkspace& open, const BackupRequest& request, RunContext& run);

/// Makes the backups that were asked for. A failure is the answer to whoever asked.
void serve_backups(const OpenWorkspace& open, RunContext& run);

/// Opens the store of a workspace, or has the backup made by the process that has it: then there is
/// no store, and `answer` is filled. Throws Error: store_failed where neither comes about in time,
/// and what the other process answered.
std::unique_ptr<store::Store> open_or_ask(const Home& home, const BackupRequest& request,
                                          BackupAnswer& answer, RunContext& run);

}  // namespace newlyn::workspace
