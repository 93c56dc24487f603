// SPDX-License-Identifier: MIT
// What the machine gives: memory, a place for temporary files, the extensions beside the program.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace newlyn::store {

/// Memory this process may use: the machine's, or less where a control group says so.
size_t machine_memory_bytes();

/// Gives memory that this process has freed, but that its allocator keeps, back to the machine.
void give_back_freed_memory() noexcept;

/// The system's folder for temporary files: TMPDIR where it is set, else /tmp.
std::string system_temporary_folder();

/// Folders that may hold extensions, in the order they are tried: NEWLYN_EXTENSIONS; beside the
/// program; ../lib/newlyn/extensions; then, in a build tree, third_party/duckdb/extensions of a
/// folder above the program.
std::vector<std::string> extension_folders();

}  // namespace newlyn::store
