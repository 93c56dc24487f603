// SPDX-License-Identifier: MIT
// What the law says of single sources, held against a purpose.
#pragma once

#include <vector>

#include "governance/purpose.h"

namespace newlyn::governance {

/// Adds what the statutory limits forbid: those that the sources carry and those that the purpose
/// names itself under [limits].
void find_beyond_limits(const Purpose& purpose, const PurposeSetting& setting,
                        std::vector<PurposeFinding>& findings);

}  // namespace newlyn::governance
