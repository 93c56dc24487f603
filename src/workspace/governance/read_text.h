// SPDX-License-Identifier: MIT
// Reads the small files of governance.
#pragma once

#include <string>

namespace newlyn::workspace {

/// The whole content of a file. Throws Error(source_missing) when it is not there or cannot be
/// read.
std::string read_text(const std::string& path);

}  // namespace newlyn::workspace
