// SPDX-License-Identifier: MIT
// What of a policy is about nothing there is, and so never applies. A remark refuses nothing: what
// a rule is about may come later.
#pragma once

#include <string>
#include <vector>

#include "workspace/home.h"

namespace newlyn::workspace {

/// The files of a policy that remarks rest on, as texts.
struct PolicyTexts {
  std::string rules;
  std::string roles;
  std::string facts;
};

/// Looks actions up among the verbs, and types, roles, teams, groups, sources, classes and purposes
/// among those of the workspace; a sentence each. Throws Error(request_invalid) for what cannot be
/// read.
std::vector<std::string> policy_remarks(const Home& home, const PolicyTexts& texts);

}  // namespace newlyn::workspace
