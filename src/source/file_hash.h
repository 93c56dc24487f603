// SPDX-License-Identifier: MIT
// The hash that a file is known by.
#pragma once

#include <string>

namespace newlyn::source {

/// BLAKE2b-256 of a file's bytes as 64 hexadecimal digits. Throws Error(source_missing),
/// Error(source_unreadable).
std::string file_hash(const std::string& path);

}  // namespace newlyn::source
