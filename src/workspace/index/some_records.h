// SPDX-License-Identifier: MIT
// The standard records of some rows of a source.
#pragma once

#include <string>
#include <vector>

#include "workspace/index/standard_records.h"

namespace newlyn::workspace {

/// Some rows of a source.
struct RowsOfSource {
  std::string source;
  std::vector<std::string> native_ids;
};

/// Reads the records of `kind` that these rows yield, as load_records does those of whole sources.
KindRecords load_records_of(store::Store& store, const RowsOfSource& rows, const EntityKind& kind,
                            const PassesOver& passes_over);

}  // namespace newlyn::workspace
