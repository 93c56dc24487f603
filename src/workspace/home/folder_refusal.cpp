// SPDX-License-Identifier: MIT
// The reasons that a person can do something about have words of their own.
#include "workspace/home/folder_refusal.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

/// The part of a path that is there and is no folder: what the rest cannot lie in.
std::string file_above(const fs::path& folder) {
  std::error_code ignored;
  fs::path at = folder.parent_path();
  while (at.has_relative_path() && !fs::exists(at, ignored)) at = at.parent_path();
  return at.string();
}

std::string reason_and_remedy(const fs::path& folder, int problem) {
  switch (problem) {
    case ENOTDIR:
      return fmt::format("'{}' is a file. Name another place.", file_above(folder));
    case ENOENT:
      return fmt::format(
          "there is no folder '{}' to make it in. Make that first, or name another "
          "place.",
          folder.parent_path().string());
    case EEXIST:
      return "a file of that name lies there. Take it away, or name another place.";
    case ENAMETOOLONG:
      return "the name is too long. Name a shorter one.";
    case ENOSPC:
    case EDQUOT:
      return "no room is left on the device. Free some, or name another place.";
    default:
      return fmt::format("{}. Look who may write there, or name another place.",
                         std::strerror(problem));
  }
}

}  // namespace

Error folder_refusal(const std::string& folder, int problem) {
  fs::path path(folder);
  if (!path.has_filename()) path = path.parent_path();  // "town/"
  const bool is_full = problem == ENOSPC || problem == EDQUOT;
  return {
      is_full ? Code::storage_full : Code::output_unwritable,
      fmt::format("The folder '{}' cannot be made: {}", folder, reason_and_remedy(path, problem))};
}

}  // namespace newlyn::workspace
