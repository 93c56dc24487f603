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
  /// Of forget_values: what the records had alone before it began.
  const std::vector<linkage::ColumnTexts>* before = nullptr;
};

/// Forgets them as one step, durably. Nothing happens where nothing of the kind was linked; done
/// again it changes nothing more.
void forget_records(const Home& home, store::Store& store, const Forgetting& forgetting,
                    RunContext& run);

/// Makes records anew out of what the store has of them now, and forgets what they had before, of
/// which Forgetting::before has what they had alone. Records that the store has no more go.
void forget_values(const Home& home, store::Store& store, const Forgetting& forgetting,
                   RunContext& run);

/// What records of a kind have, or ever had, and no other record has; nothing where nothing of it
/// was linked.
std::vector<linkage::ColumnTexts> alone_texts(const KindIndex& open,
                                              const std::vector<index::RecordKey>& keys,
                                              index::Said said);

}  // namespace newlyn::workspace
