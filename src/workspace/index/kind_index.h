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
#include "workspace/home.h"
#include "workspace/index/entity_kinds.h"

namespace newlyn::workspace {

/// The index of a kind and the model it is under.
struct KindIndex {
  const EntityKind* kind = nullptr;
  std::shared_ptr<const linkage::FittedModel> fitted;
  std::unique_ptr<index::DurableIndex> entities;
};

/// How files of fitted models end.
inline constexpr std::string_view kModelEnding = ".model";

/// A fitted model's file, from the workspace's folder on.
std::string model_name(const EntityKind& kind, const std::string& version);

/// The fitted model that the index of a kind is under, read anew; null where nothing was linked.
std::shared_ptr<const linkage::FittedModel> model_in_force(const Home& home,
                                                           const EntityKind& kind);

/// Opens the index of a kind; without entities where nothing of it was linked yet. Requires: the
/// store of the workspace is open, so that nobody else is at work.
KindIndex open_kind_index(const Home& home, const EntityKind& kind, RunContext& run);

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
