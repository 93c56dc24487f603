// SPDX-License-Identifier: MIT
// The list of a backup: which files, how long, and their hashes. It is written last.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace newlyn::workspace {

inline constexpr std::string_view kManifestName = "backup.json";

/// A file of a backup, by its path inside.
struct BackedUpFile {
  std::string path;
  uint64_t bytes = 0;
  std::string hash;
};

struct Manifest {
  std::string made;
  std::vector<BackedUpFile> files;  // by path
};

/// The files of a folder that belong to a workspace, by path.
std::vector<std::string> workspace_files(const std::string& folder);

/// The manifest of the files that are in a folder.
Manifest measure(const std::string& folder, const std::vector<std::string>& files);

void write_manifest(const std::string& folder, const Manifest& manifest);

/// Throws Error: source_missing, source_unreadable, request_invalid for a later version.
Manifest read_manifest(const std::string& folder);

/// Compares the files of a folder with a manifest. Throws Error(source_unreadable) that names the
/// first that differs, is missing, or is too much.
void expect_equal(const std::string& folder, const Manifest& manifest);

/// A hash of all files: equal for equal copies.
std::string hash_of(const Manifest& manifest);

/// Copies a file and waits until it is on the device. For its owner alone.
void copy_durably(const std::string& from, const std::string& to);
/// The same in a process of its own, so that the locks of this one stay.
void copy_apart(const std::string& from, const std::string& to);
void sync_folder(const std::string& folder);

}  // namespace newlyn::workspace
