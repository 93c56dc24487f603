// SPDX-License-Identifier: MIT
// How an index comes up from its journal and the snapshot beside it.
#pragma once

#include <memory>
#include <string>

#include "index/durable_index.h"
#include "index/journal/journal.h"

namespace newlyn::index {

/// An index that is up.
struct OpenedIndex {
  std::unique_ptr<Journal> journal;
  std::unique_ptr<EntityIndex> index;
  double redo_seconds = 0;  // that steps took which the snapshot lacks
  DurableState state;
};

/// What an index is opened with.
struct OpenPlan {
  const IndexPlan& index;
  const ExpectSequence& expects;
};

/// Opens as DurableIndex does.
OpenedIndex open_index(const std::string& path, const OpenPlan& plan, RunContext& run);

/// What doing all steps of a journal gives, up to a place: the state_hash of that index.
uint64_t redone_state(const std::string& path, uint64_t end, const IndexPlan& plan,
                      RunContext& run);

}  // namespace newlyn::index
