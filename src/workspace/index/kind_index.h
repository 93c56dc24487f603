// SPDX-License-Identifier: MIT
// The indexes of a workspace: one journal a kind under index/, its fitted models under models/.
//
// A link changes several journals. What they were before is written down first (index/link.begun)
// and taken away when all is done; a note that is still there when an index is opened is a link
// that was cut off, and the journals are put back to it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/run_context.h"
#include "index/durable_index.h"
#include "store/store.h"
#include "workspace/home.h"
#include "workspace/index/entity_kinds.h"

namespace newlyn::workspace {

/// The index of a kind and the model it is under.
struct KindIndex {
  const EntityKind* kind = nullptr;
  std::shared_ptr<const linkage::FittedModel> fitted;
  std::unique_ptr<index::DurableIndex> entities;
};

/// The journal of a kind's index.
std::string journal_path(const Home& home, const EntityKind& kind);

/// How files of fitted models end.
inline constexpr std::string_view kModelEnding = ".model";

/// A fitted model's file, from the workspace's folder on.
std::string model_name(const EntityKind& kind, const std::string& version);

/// The fitted model that the index of a kind is under, read anew; null where nothing was linked.
std::shared_ptr<const linkage::FittedModel> model_in_force(const Home& home,
                                                           const EntityKind& kind);

/// An index that was opened, or why it is not the one that the store knows.
struct OpenedKind {
  KindIndex index;
  std::string lost;  // a sentence with what to do; empty: all is there
};

/// Why the index of a kind is lost whose journal is not there at all; empty where it is.
std::string missing_index(const Home& home, store::Store& store, const EntityKind& kind);

/// Opens the index of a kind and notes how long its journal is; without entities where nothing of
/// it was linked yet, or where it is lost. Nothing is changed of a lost one.
OpenedKind open_if_whole(const Home& home, store::Store& store, const EntityKind& kind,
                         RunContext& run);

/// Opens the index of a kind; without entities where nothing of it was linked yet. Throws
/// Error(store_failed) for a journal that the store knows of and that is not there, or has fewer
/// steps than were kept in it. Requires: `store` is the workspace's, so that nobody else is at
/// work.
KindIndex open_kind_index(const Home& home, store::Store& store, const EntityKind& kind,
                          RunContext& run);

/// Notes in the store how long the journal of an index is.
void note_journal(store::Store& store, const KindIndex& open);

/// Sets the journal of a kind aside, if there is one, so that another begins. No index may be open.
void set_index_aside(const Home& home, const EntityKind& kind);

/// Makes the index of a kind under its first model.
KindIndex make_kind_index(const Home& home, const EntityKind& kind,
                          std::shared_ptr<const linkage::FittedModel> fitted, RunContext& run);

/// Keeps a fitted model as a version. Returns its file.
std::string keep_model(const Home& home, const EntityKind& kind,
                       const linkage::FittedModel& fitted);

/// Takes away the models of a kind that are kept beside this one: for when nothing needs them.
void keep_only_model(const Home& home, const EntityKind& kind, const linkage::FittedModel& fitted);

/// Notes how long the journals are, durably.
void begin_link(const Home& home);
/// Takes the note away: what was done counts.
void end_link(const Home& home);
/// Puts the journals back to what a note says, if there is one. No index may be open.
void roll_back_link(const Home& home);

}  // namespace newlyn::workspace
