// SPDX-License-Identifier: MIT
// Merges that wait until another account confirms them, where newlyn.toml says so.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "workspace/index/desk.h"
#include "workspace/index/judging.h"
#include "workspace/judgements.h"
#include "workspace/review/settings.h"

namespace newlyn::workspace {

/// What somebody wants judged the same, in one step.
struct WantedMerge {
  RecordPairs pairs;  // of two entities each
  std::string reason;
  RecordPairs within = {};  // that hold all records of each entity
};

/// Whether a merge is above the set risk. Requires: the desk has one kind.
bool needs_confirmation(const Desk& desk, const WantedMerge& merge);

/// Keeps a merge as an item of the review queue where it is above the set risk, and says so in the
/// response; nothing where it may be done at once. Requires: the desk has one kind.
std::optional<JudgeResponse> wait_for_confirmation(const Desk& desk, const WantedMerge& merge);

}  // namespace newlyn::workspace
