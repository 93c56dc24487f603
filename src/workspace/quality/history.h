// SPDX-License-Identifier: MIT
// The scores of sources over time, in the store of the workspace.
#pragma once

#include <string>
#include <vector>

#include "store/store.h"
#include "workspace/measure_quality.h"

namespace newlyn::workspace {

/// Makes the tables where they are not there.
void prepare_quality_history(store::Store& store);

/// Adds what was measured now as one run, whole. Returns its number.
int64_t keep_quality(store::Store& store, const std::vector<SourceQuality>& sources);

/// The runs of a source, oldest first, the last hundred of them.
std::vector<QualityPast> quality_past(store::Store& store, const std::string& source);

}  // namespace newlyn::workspace
