// SPDX-License-Identifier: MIT
// What a policy knows of people and records besides roles: teams, clearance, groups of sources, who
// is restricted, and who has somebody's case.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "governance/policy.h"

namespace newlyn::governance {

/// Records that only those may see who are cleared for them: Restricted::"staff" in the policy,
/// with the attributes `class` and `shown`.
struct RestrictedClass {
  std::string name;                   // "staff"
  bool sealed = false;                // without clearance it is said that somebody exists
  std::vector<std::string> entities;  // ids
  std::vector<std::string> markers;   // types of markers: whom they are about is restricted
  std::vector<std::string> over;      // the status of a marker that is in force no more
  std::vector<std::string> cleared;   // accounts
  std::vector<std::string> teams;     // whose members are cleared
  std::vector<std::string> roles;     // who have one of them is cleared
};

/// A file of facts.
struct PolicyFacts {
  Entities entities;  // teams, and groups of sources
  std::vector<RestrictedClass> restricted;
};

/// Reads facts from TOML: [team.NAME] with members and teams, [group.NAME] with sources and groups,
/// [restricted.NAME] with cleared, teams, roles, shown, entities, markers and over. Throws
/// Error(request_invalid) with line or member and what it must be.
PolicyFacts read_facts(std::string_view toml);

/// Roles and facts together, as a policy takes them. Each user in them, and each of `users`, has
/// the attribute `clearance`: the set of classes that they are cleared for, which may be empty.
Entities policy_entities(Entities roles, const PolicyFacts& facts,
                         const std::vector<std::string>& users);

/// The users that the tests beside a policy ask about. Throws as run_policy_tests does.
std::vector<std::string> tested_users(std::string_view tests);

/// Somebody's case: a person or a household that an account or a team works for.
struct Assignment {
  std::string account;    // either this
  std::string team;       // or this
  std::string entity;     // either the person
  std::string household;  // or a person with all who live there too
  std::string from;       // days; empty: open
  std::string until;
};

/// Those of the assignments that are `user`'s, by themselves or by a team, and in force on `today`.
std::vector<Assignment> assignments_of(const Policy& policy, const std::string& user,
                                       const std::vector<Assignment>& all,
                                       const std::string& today);

}  // namespace newlyn::governance
