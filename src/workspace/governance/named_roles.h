// SPDX-License-Identifier: MIT
// Who has a role by policy/roles.toml, for the few verbs that a role opens whatever the rules say.
#pragma once

#include <string>
#include <string_view>

#include "workspace/home.h"

namespace newlyn::workspace {

/// Those who change the policy and register other people's keys.
inline constexpr std::string_view kAdministrator = "administrator";
/// Those who record gateways and set statutory limits, beside the accounts that newlyn.toml names.
inline constexpr std::string_view kInformationOfficer = "information_governance_officer";

/// Whether anybody has the role. Throws Error(request_invalid) for roles that cannot be read.
bool is_role_given(const Home& home, std::string_view role);

/// Whether an account has the role, by itself or through another one. Throws as above.
bool has_role(const Home& home, const std::string& who, std::string_view role);

}  // namespace newlyn::workspace
