// SPDX-License-Identifier: MIT
// What the machine gives: memory, a place for temporary files, the extensions beside the program.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace newlyn::store {

/// Memory this process may use: the machine's, or less where a control group says so.
size_t machine_memory_bytes();

/// The system's folder for temporary files: TMPDIR where it is set, else /tmp.
std::string system_temporary_folder();

/// Folders that may hold extensions, in the order they are tried: NEWLYN_EXTENSIONS; beside the
/// program; ../lib/newlyn/extensions; then, in a build tree, third_party/duckdb/extensions of a
/// folder above the program.
std::vector<std::string> extension_folders();

}  // namespace newlyn::store
