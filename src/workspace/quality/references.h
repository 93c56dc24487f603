// SPDX-License-Identifier: MIT
// The values of a source held against those of another that knows better.
#pragma once

#include <vector>

#include "profile/quality.h"
#include "workspace/quality/source_rows.h"

namespace newlyn::workspace {

/// Joins a reference to SourceRows::kTable and makes one rule for each compared column. Rows whose
/// key stands in the reference once are concerned. Capitals, spaces and punctuation do not count,
/// nor how dates are written. `place` tells references apart. Throws Error(request_invalid) for a
/// column that is not stored, Error(source_missing) for a reference that was never read.
std::vector<profile::QualityRule> reference_rules(store::Store& store, const SourceRows& rows,
                                                  const profile::QualityReference& reference,
                                                  size_t place);

}  // namespace newlyn::workspace
