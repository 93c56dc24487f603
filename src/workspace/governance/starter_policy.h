// SPDX-License-Identifier: MIT
// A policy to begin with: six roles, what each may do, and tests beside it. It is made of one table
// that says for every verb who does it, so that the files, their tests and the verbs agree.
//
// `init` writes it to policy/starter, where it counts for nothing until somebody puts its files in
// place.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "workspace/home.h"
#include "workspace/verb_rules.h"

namespace newlyn::workspace {

/// A role to begin with.
struct StarterRole {
  std::string_view name;   // as policy/roles.toml has it
  std::string_view words;  // who has it, and what for
};

/// The six roles, in the order of the bits of StarterDuties.
const std::array<StarterRole, 6>& starter_roles() noexcept;

/// Which of the six roles do a verb: bit 0 is the first. Nothing for a verb of which that is not
/// said, which a test refuses.
using StarterDuties = uint8_t;
std::optional<StarterDuties> starter_duties(std::string_view command) noexcept;

/// The files, as they are written.
std::string starter_rules();
std::string starter_role_file();
std::string starter_tests();

/// Writes them to policy/starter of a new workspace.
void write_starter_policy(const Home& home);

}  // namespace newlyn::workspace
