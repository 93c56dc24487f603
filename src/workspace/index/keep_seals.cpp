// SPDX-License-Identifier: MIT
// A step at a time, as long as there is anything to do.
#include "workspace/index/keep_seals.h"

#include <vector>

namespace newlyn::workspace {

void keep_seals_whole(index::DurableIndex& entities) {
  // Who came to an identity may bring others.
  for (;;) {
    std::vector<index::Change> grown;
    entities.read([&](const index::EntityIndex& index) { grown = index.seal_extensions(); });
    if (grown.empty()) return;
    entities.apply(std::move(grown));
  }
}

}  // namespace newlyn::workspace
