// SPDX-License-Identifier: MIT
// Places in the file system that an account keeps to itself, and the paths that lead there.
#pragma once

#include <string>
#include <vector>

namespace newlyn::workspace {

/// Where a path leads: every link in it is followed, also the last one where what it names is not
/// there yet. Empty: it leads nowhere.
std::string resolved_place(const std::string& path);

/// Whether a path leads into a workspace, or to a file or folder that belongs to `account` and is
/// closed to everybody else. So is one whose place cannot be told. Terminals, pipes and devices are
/// open.
bool is_closed_place(const std::string& path, unsigned account);

/// The paths that an argument of a command may hold: itself, and what follows `=`, `:` and `;`. Of
/// a pattern, what it stands for today.
std::vector<std::string> paths_in(const std::string& argument);

/// Whether a folder can be changed by nobody but `account` and root, nor any folder above it; else
/// the one that can.
std::string changeable_folder(const std::string& folder, unsigned account);

}  // namespace newlyn::workspace
