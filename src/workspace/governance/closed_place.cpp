// SPDX-License-Identifier: MIT
// Looks at folders and files, never into them.
#include "workspace/governance/closed_place.h"

#include <glob.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

/// As many links as the kernel follows.
constexpr int kLinksMax = 40;
constexpr mode_t kOthers = S_IROTH | S_IWOTH | S_IXOTH;

bool is_kept_to_itself(const fs::path& place, unsigned account) {
  struct stat found {};
  if (::lstat(place.c_str(), &found) != 0) return false;
  const bool is_kept = S_ISREG(found.st_mode) || S_ISDIR(found.st_mode);
  return is_kept && found.st_uid == account && (found.st_mode & kOthers) == 0;
}

bool is_workspace(const fs::path& place) {
  struct stat found {};
  return ::stat((place / "newlyn.toml").c_str(), &found) == 0;
}

/// Whether the kernel could open a path whose place cannot be told: in folders nested beyond the
/// longest path, for one.
bool may_be_opened(const std::string& path) {
  struct stat found {};
  return ::lstat(path.c_str(), &found) == 0 || errno == ENOENT;
}

void add_pattern(const std::string& pattern, std::vector<std::string>& paths) {
  if (pattern.find_first_of("*?[") == std::string::npos) return;
  glob_t found{};
  if (::glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found) == 0) {
    for (size_t i = 0; i < found.gl_pathc; ++i) paths.emplace_back(found.gl_pathv[i]);
  }
  ::globfree(&found);
  // Of what a pattern stands for later, the folder is known that it begins in.
  const size_t first = pattern.find_first_of("*?[");
  paths.push_back(pattern.substr(0, pattern.rfind('/', first) + 1));
}

}  // namespace

std::string resolved_place(const std::string& path) {
  std::error_code failed;
  fs::path place = path;
  for (int links = 0; links < kLinksMax; ++links) {
    place = fs::weakly_canonical(place, failed);
    if (failed) return "";
    const fs::path target = fs::read_symlink(place, failed);
    if (failed) return place.string();
    // What the link names is not there, so the path above ended at the link.
    place = place.parent_path() / target;
  }
  return "";
}

bool is_closed_place(const std::string& path, unsigned account) {
  if (path.empty()) return false;
  struct stat found {};
  const bool is_there = ::stat(path.c_str(), &found) == 0;
  if (is_there && !S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode)) return false;
  const std::string resolved = resolved_place(path);
  if (resolved.empty()) return may_be_opened(path);
  for (fs::path place = resolved;; place = place.parent_path()) {
    if (is_kept_to_itself(place, account) || is_workspace(place)) return true;
    if (place == place.parent_path()) return false;
  }
}

std::vector<std::string> paths_in(const std::string& argument) {
  std::vector<std::string> paths = {argument};
  for (size_t at = 0; at < argument.size(); ++at) {
    const bool is_mark = argument[at] == '=' || argument[at] == ':' || argument[at] == ';';
    if (!is_mark) continue;
    const std::string rest = argument.substr(at + 1);
    paths.push_back(rest);
    paths.push_back(rest.substr(0, rest.find(';')));
  }
  // -oFILE
  if (argument.size() > 2 && argument[0] == '-' && argument[1] != '-') {
    paths.push_back(argument.substr(2));
  }
  const size_t count = paths.size();
  for (size_t i = 0; i < count; ++i) add_pattern(std::string(paths[i]), paths);
  std::erase(paths, "");
  return paths;
}

std::string changeable_folder(const std::string& folder, unsigned account) {
  for (fs::path place = folder;; place = place.parent_path()) {
    struct stat found {};
    if (::stat(place.c_str(), &found) != 0) return place.string();
    const bool is_trusted = found.st_uid == account || found.st_uid == 0;
    const bool is_open = (found.st_mode & (S_IWGRP | S_IWOTH)) != 0;
    // In a sticky folder nobody moves what is another's.
    const bool is_sticky = (found.st_mode & S_ISVTX) != 0 && place != folder;
    if (!is_trusted || (is_open && !is_sticky)) return place.string();
    if (place == place.parent_path()) return "";
  }
}

}  // namespace newlyn::workspace
