// SPDX-License-Identifier: MIT
// One step of an index for records whose standard records changed, and whom it affected.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "store/store.h"
#include "workspace/index/desk.h"
#include "workspace/index/kind_index.h"
#include "workspace/index/some_records.h"

namespace newlyn::workspace {

/// Rows of sources, with the names of their records of the kind.
struct TouchedRows {
  RowsOfSource rows;
  std::vector<std::string> record_names;
};

/// What a step did.
struct IndexStep {
  uint64_t sequence = 0;  // 0: nothing was different
  uint64_t last = 0;      // of the journal, with what seals brought about
  /// By source and native id: the entities that were affected.
  std::map<std::pair<std::string, std::string>, std::set<std::string>> entities;
  std::set<std::string> sources;  // with a record that was put in
};

/// Tells an index what the tables of standard records say of these rows, as far as it does not know
/// it. Returns when that is durable.
IndexStep step_index(store::Store& store, KindIndex& open, const std::vector<TouchedRows>& touched,
                     const PassesOver& passes_over);

/// Leaves those entities of a step that the one who asks sees, or saw before it: the others are to
/// them as if they had never been there.
void keep_seen(const Desk& desk, const KindIndex& open, IndexStep& step);

}  // namespace newlyn::workspace
