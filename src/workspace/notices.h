// SPDX-License-Identifier: MIT
// What waits for somebody to read: that a seal was broken open under a purpose of theirs.
#pragma once

#include <string>
#include <vector>

namespace newlyn::workspace {

/// One line about notices to the account that asks which nobody of those they are to has listed
/// yet, for the workspace of a command that has just been run; empty where there are none, or the
/// command was about no workspace. They are to the account that is called like the owner, and to
/// whoever has the role or is in the team that is. Never throws Error.
std::string waiting_notices(const std::vector<std::string>& arguments);

}  // namespace newlyn::workspace
