// SPDX-License-Identifier: MIT
// The files that a source of files names: one, a folder with all below it, or a pattern.
#pragma once

#include <string>
#include <vector>

namespace newlyn::source {

/// The files, in the order of their paths, and what was noticed on the way.
struct FileList {
  std::vector<std::string> files;
  std::vector<std::string> warnings;
};

/// Lists what `from` names. In a pattern * and ? stand for part of a name and ** for folders. Links
/// are followed, but never back into a folder that was entered already. Hidden files, and files
/// that are still being written (.part, .tmp), are left out.
/// Throws Error: source_missing when there is none, resource_exhausted when there are too many.
FileList list_files(const std::string& from);

}  // namespace newlyn::source
