// SPDX-License-Identifier: MIT
// The model first, so that the index opens under it whenever it is cut off.
#include "workspace/rights/forgetting.h"

#include "base/clock.h"
#include "workspace/index/step_times.h"

namespace newlyn::workspace {

void forget_records(const Home& home, store::Store& store, const Forgetting& forgetting,
                    RunContext& run) {
  if (forgetting.keys.empty()) return;
  const EntityKind& kind = forgetting.kind;
  KindIndex own;
  KindIndex* open = forgetting.open != nullptr ? forgetting.open : &own;
  if (open == &own) own = open_kind_index(home, kind, run);
  if (open->entities == nullptr) return;
  std::vector<linkage::ColumnTexts> alone;
  uint64_t sequence = 0;
  open->entities->read([&](const index::EntityIndex& index) {
    alone = index.texts_of_alone(forgetting.keys);
    sequence = index.sequence() + 1;
  });
  open->fitted = linkage::without_texts(open->fitted, alone);
  keep_model(home, kind, *open->fitted);
  open->entities->forget(forgetting.keys, open->fitted, run);
  keep_only_model(home, kind, *open->fitted);
  note_step(store, kind, sequence, {now_text(), forgetting.who, forgetting.what});
}

}  // namespace newlyn::workspace
