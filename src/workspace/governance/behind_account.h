// SPDX-License-Identifier: MIT
// What verbs ask where the process acts for another account than its own.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "workspace/home.h"

namespace newlyn::workspace {

/// Whether the process works for somebody else than the account whose rights it has. Root's does
/// not: who may become root needs nobody's leave.
bool acts_for_another();

/// The role for entries of the log: of somebody behind an account those that policy/roles.toml
/// gives them.
std::string role_of_asker(const Home& home);

/// The workspace as it may be used. Refuses one that is not the account's own, and one whose policy
/// does not permit the verb that was entered to who asks; `named` is how the verb was told of it.
/// For whoever asks as themselves it is the workspace as it is.
Home reachable(Home home, const std::string& named);

/// The workspace that a command was about, once it has been run; nothing where there was none, or
/// it was not let in.
std::optional<Home> home_in_use(const std::vector<std::string>& arguments);

/// Refuses what a person does as themselves; `what` begins the sentence: "Measuring files".
void expect_own_account(const std::string& what);

/// Refuses a place that is reached through a link into the workspace, and, for somebody else, every
/// place that is closed to them. For a source, before it is read.
void expect_open_place(const Home& home, const std::string& place);

/// Refuses to somebody else a condition that can read more than the row it is about.
void expect_row_condition(const std::string& sql);

}  // namespace newlyn::workspace
