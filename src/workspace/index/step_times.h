// SPDX-License-Identifier: MIT
// When each step of an index was made, by whom and what for: the journal itself keeps no time.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "store/store.h"
#include "workspace/index/entity_kinds.h"

namespace newlyn::workspace {

/// One step as people want to know it.
struct StepNote {
  std::string when;
  std::string who;
  std::string what;  // "link", "judgement 3 withdrawn"
};

/// Keeps what is to be said of a step.
void note_step(store::Store& store, const EntityKind& kind, uint64_t sequence,
               const StepNote& note);

/// The notes of a kind's steps by sequence. A step that lost its note to a crash is not among them.
std::map<uint64_t, StepNote> step_notes(store::Store& store, const EntityKind& kind);

}  // namespace newlyn::workspace
