// SPDX-License-Identifier: MIT
// The policy of a workspace with its facts, and what is known of a sign-in.
//
//   policy/rules.policy   the rules; without it the account that runs the workspace may do what an
//                         approved purpose covers
//   policy/roles.toml     who has which role
//   policy/facts.toml     teams, groups of sources, restricted records and who is cleared for them
//   policy/assigned.csv   whose case is whose: account, team, entity, household, from, until, why
//   policy/tests.toml     what must be permitted and denied
#pragma once

#include <string>
#include <vector>

#include "governance/facts.h"
#include "workspace/home.h"

namespace newlyn::workspace {

/// Where a file of the policy lies: "rules.policy".
std::string policy_file(const Home& home, const std::string& name);

/// The text of a file of the policy; empty where it is not there.
std::string policy_file_text(const Home& home, const std::string& name);

/// The policy as it counts for one account.
struct HomePolicy {
  bool is_written = false;  // false: the account's own
  governance::Policy policy = governance::Policy::parse_or_close("", {});  // permits nothing
  std::vector<governance::RestrictedClass> restricted;
};

/// Reads it. `own_roles` are those of a purpose: where no policy is written the account has them,
/// unless roles.toml gives one of them to somebody. Throws Error(request_invalid) for roles or
/// facts that cannot be read; such rules deny everything.
HomePolicy read_home_policy(const Home& home, const std::string& who,
                            const std::vector<std::string>& own_roles);

/// Reads policy/assigned.csv; none where it is not there. Throws Error(request_invalid) that names
/// the row.
std::vector<governance::Assignment> read_assignments(const Home& home);

/// Reads such a file.
std::vector<governance::Assignment> read_assignments_file(const std::string& path);

/// What the system itself knows of a sign-in, never what somebody says: `date`, `hour`, `minute`
/// and `weekday` in the United Kingdom, `signed_in` (false: a service), and `terminal` where there
/// is one.
governance::Attributes sign_in_facts();

}  // namespace newlyn::workspace
