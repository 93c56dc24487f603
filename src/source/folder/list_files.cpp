// SPDX-License-Identifier: MIT
// Walks folders itself, so that a link that leads in a circle is met once and told.
#include "source/folder/list_files.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string_view>

#include "base/error.h"
#include "base/limits.h"

namespace newlyn::source {
namespace {

namespace fs = std::filesystem;

bool is_pattern(std::string_view text) { return text.find_first_of("*?") != text.npos; }

// Whether `path` is what `pattern` says: ** for anything, * and ? within one name.
bool fits(std::string_view pattern, std::string_view path) {
  if (pattern.empty()) return path.empty();
  if (pattern.starts_with("**/") && fits(pattern.substr(3), path)) return true;
  if (pattern.starts_with("**")) {
    for (size_t i = 0; i <= path.size(); ++i) {
      if (fits(pattern.substr(2), path.substr(i))) return true;
    }
    return false;
  }
  if (pattern[0] == '*') {
    for (size_t i = 0; i <= path.size(); ++i) {
      if (fits(pattern.substr(1), path.substr(i))) return true;
      if (i < path.size() && path[i] == '/') return false;
    }
    return false;
  }
  if (path.empty()) return false;
  const bool same = pattern[0] == path[0] || (pattern[0] == '?' && path[0] != '/');
  return same && fits(pattern.substr(1), path.substr(1));
}

bool is_left_out(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with(".") || name.starts_with("~$") || name.ends_with(".part") ||
         name.ends_with(".tmp");
}

class Walk {
 public:
  explicit Walk(std::string pattern) : pattern_(std::move(pattern)) {}

  void enter(const fs::path& folder) {
    struct stat found {};
    if (::stat(folder.c_str(), &found) != 0) return;
    if (!entered_.insert({found.st_dev, found.st_ino}).second) {
      list_.warnings.push_back(
          fmt::format("'{}' leads back to a folder that is read already; it was not followed.",
                      folder.string()));
      return;
    }
    std::error_code failed;
    std::vector<fs::path> entries;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end;
         at.increment(failed)) {
      entries.push_back(at->path());
    }
    if (failed) {
      throw Error(Code::source_unreadable,
                  fmt::format("The folder '{}' cannot be read: {}. Give the account that runs "
                              "newlyn the right to read it.",
                              folder.string(), failed.message()));
    }
    std::sort(entries.begin(), entries.end());
    for (const fs::path& entry : entries) visit(entry);
  }

  FileList take() { return std::move(list_); }

 private:
  void visit(const fs::path& entry) {
    if (is_left_out(entry)) return;
    std::error_code failed;
    if (fs::is_directory(entry, failed)) return enter(entry);
    if (fs::is_symlink(entry, failed) && !fs::exists(entry, failed)) {
      const bool circle = failed == std::errc::too_many_symbolic_link_levels;
      list_.warnings.push_back(fmt::format("'{}' is a link {}; it was left out.", entry.string(),
                                           circle ? "that leads round in a circle" : "to nothing"));
      return;
    }
    if (!fs::is_regular_file(entry, failed)) return;
    if (!pattern_.empty() && !fits(pattern_, entry.string())) return;
    list_.files.push_back(entry.string());
    if (list_.files.size() <= limits::kSourceFilesMax) return;
    throw Error(Code::resource_exhausted,
                fmt::format("There are more than {} files. Name a folder below, or a pattern that "
                            "fits fewer.",
                            limits::kSourceFilesMax));
  }

  std::string pattern_;
  FileList list_;
  std::set<std::pair<dev_t, ino_t>> entered_;
};

// The folder above the first part of a pattern that is one.
fs::path fixed_part(const fs::path& pattern) {
  fs::path fixed;
  for (const fs::path& part : pattern) {
    if (is_pattern(part.string())) break;
    fixed /= part;
  }
  return fixed;
}

}  // namespace

FileList list_files(const std::string& from) {
  std::error_code failed;
  if (fs::is_directory(from, failed) || (is_pattern(from) && !fs::exists(from, failed))) {
    const bool folder = fs::is_directory(from, failed);
    Walk walk(folder ? std::string() : from);
    const fs::path start = folder ? fs::path(from) : fixed_part(from);
    if (fs::is_directory(start, failed)) walk.enter(start);
    FileList list = walk.take();
    if (!list.files.empty()) return list;
    throw Error(
        Code::source_missing,
        fmt::format("'{}' holds no file to read. Check the path, or wait for the delivery.", from));
  }
  return {{from}, {}};
}

}  // namespace newlyn::source
