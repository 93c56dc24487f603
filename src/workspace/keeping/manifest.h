// SPDX-License-Identifier: MIT
// The list of a backup: which files, how long, and their hashes. It is written last, sealed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "governance/sealing.h"

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
  std::vector<BackedUpFile> files;  // by path; lengths and hashes of what they hold in clear
  bool is_sealed = true;            // a backup of an earlier version is not
};

/// A backup and the keys that may open it.
struct SealedFolder {
  std::string folder;
  governance::KeyRing ring;
};

/// The files of a folder that belong to a workspace, by path.
std::vector<std::string> workspace_files(const std::string& folder);

/// The manifest of the sealed files that are in a folder: opens all of them.
Manifest measure(const SealedFolder& backup, const std::vector<std::string>& files);

void write_manifest(const SealedFolder& backup, const Manifest& manifest);

/// Throws Error: source_missing, source_unreadable, request_invalid for a later version,
/// access_refused where the key that it is sealed with is not in the ring.
Manifest read_manifest(const SealedFolder& backup);

/// Compares the files of a backup with its manifest. Throws Error(source_unreadable) that names the
/// first that differs, is missing, or is too much.
void expect_whole(const SealedFolder& backup, const Manifest& manifest);
/// The same of the files of a workspace that was made of it.
void expect_equal(const std::string& folder, const Manifest& manifest);

/// A hash of all files: equal for equal copies.
std::string hash_of(const Manifest& manifest);

/// Copies a file and waits until it is on the device. For its owner alone.
void copy_durably(const std::string& from, const std::string& to);
/// Writes the content of a file of a backup in clear and waits until it is on the device.
void open_durably(const SealedFolder& backup, const std::string& path, const std::string& to);
void sync_folder(const std::string& folder);

/// Throws Error: storage_full where the device is full, else output_unwritable, naming the file.
[[noreturn]] void cannot_write(const std::string& path, int error);

}  // namespace newlyn::workspace
