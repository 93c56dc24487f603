// SPDX-License-Identifier: MIT
// Reads policy/roles.toml and nothing else of the policy.
#include "workspace/governance/named_roles.h"

#include <algorithm>

#include "governance/policy.h"
#include "workspace/governance/home_policy.h"

namespace newlyn::workspace {
namespace {

governance::Entities roles_of(const Home& home) {
  return governance::read_roles(policy_file_text(home, "roles.toml"));
}

}  // namespace

bool is_role_given(const Home& home, std::string_view role) {
  const governance::EntityName name{"Role", std::string(role)};
  const auto entities = roles_of(home);
  return std::any_of(entities.begin(), entities.end(), [&](const auto& of) {
    const auto& parents = of.second.parents;
    return std::find(parents.begin(), parents.end(), name) != parents.end();
  });
}

bool has_role(const Home& home, const std::string& who, std::string_view role) {
  return governance::Policy::parse("", roles_of(home))
      .belongs({"User", who}, {"Role", std::string(role)});
}

}  // namespace newlyn::workspace
