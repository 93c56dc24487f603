// SPDX-License-Identifier: MIT
// Secrets come in by standard input or a file, never as an argument.
#pragma once

#include <string>

#include "cli/cli.h"

namespace newlyn::cli {

/// The content of the file that was named, which only its owner may read; else a line of standard
/// input. Throws Error: source_missing, access_refused.
std::string secret_from(const Terminal& terminal, const std::string& file);

}  // namespace newlyn::cli
