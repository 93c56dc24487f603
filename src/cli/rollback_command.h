// SPDX-License-Identifier: MIT
// newlyn rollback.
#pragma once

#include <string>
#include <vector>

#include "cli/cli.h"

namespace newlyn::cli {

/// See run_dedupe.
int run_rollback(const std::vector<std::string>& arguments, const Terminal& terminal);

}  // namespace newlyn::cli
