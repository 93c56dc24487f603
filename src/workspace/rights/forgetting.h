// SPDX-License-Identifier: MIT
// Takes records out of the index of a kind, and what its fitted model knows of them alone.
#pragma once

#include <string>
#include <vector>

#include "base/run_context.h"
#include "store/store.h"
#include "workspace/home.h"
#include "workspace/index/kind_index.h"

namespace newlyn::workspace {

/// What is forgotten, and what the step says of it.
struct Forgetting {
  const EntityKind& kind;
  const std::vector<index::RecordKey>& keys;
  std::string who;
  std::string what;           // "erasure 3"
  KindIndex* open = nullptr;  // where the kind's index is open already
};

/// Forgets them as one step, durably. Nothing happens where nothing of the kind was linked; done
/// again it changes nothing more.
void forget_records(const Home& home, store::Store& store, const Forgetting& forgetting,
                    RunContext& run);

}  // namespace newlyn::workspace
