// SPDX-License-Identifier: MIT
// What the rules of a policy speak of by name, to be held against what there is: a rule about a
// name that was mistyped never applies, and does so without a word.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "governance/policy.h"

namespace newlyn::governance {

/// Where a rule says something.
enum class RulePlace : uint8_t { principal, action, resource, condition };

/// One name in a rule.
struct RuleName {
  std::string rule;  // its @id
  RulePlace place = RulePlace::principal;
  EntityName name;  // its id is empty where the rule says a type alone: `resource is Source`
};

/// What the rules of a policy speak of.
struct RuleNames {
  uint64_t permits = 0;  // rules that permit something
  uint64_t forbids = 0;
  /// In the order of the file. A purpose that a condition compares `context.purpose` with is
  /// Purpose::"NAME".
  std::vector<RuleName> names;
};

/// Reads the text of a policy file. Throws Error(request_invalid) with line and remedy.
RuleNames rule_names(std::string_view text);

}  // namespace newlyn::governance
