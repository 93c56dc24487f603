// SPDX-License-Identifier: MIT
// Where people reach a workspace through an account that it belongs to: sudo -u newlyn newlyn ...
// What that account may and the person may not is closed here.
//
// 1. A verb of a workspace is for whom its policy permits it; without a policy for nobody.
// 2. A workspace must be the account's own, in folders that nobody else can change.
// 3. What works on files that a person names is done by that person, without sudo.
// 4. No path that is given leads into a workspace, or into what the account keeps to itself.
#pragma once

#include <string>
#include <vector>

namespace newlyn::workspace {

/// Takes note of the command that is about to be run, before anything of it is done. For whoever
/// asks as themselves, and for root, that is all. Throws Error(access_refused), after an entry in
/// the workspace's log where there is one.
void enter(const std::vector<std::string>& arguments);

}  // namespace newlyn::workspace
