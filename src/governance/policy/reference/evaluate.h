// SPDX-License-Identifier: MIT
// The slow and obvious twin of Policy: every rule, in turn, word for word.
#pragma once

#include <vector>

#include "governance/policy.h"
#include "governance/policy/syntax.h"

namespace newlyn::governance::reference {

/// Decides by looking at every rule and at every path of parents.
PolicyDecision decide(const std::vector<Rule>& rules, const Entities& entities,
                      const PolicyRequest& request);

}  // namespace newlyn::governance::reference
