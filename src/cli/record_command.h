// SPDX-License-Identifier: MIT
// newlyn record.
#pragma once

#include <string>
#include <vector>

#include "cli/cli.h"

namespace newlyn::cli {

/// See run_dedupe.
int run_record(const std::vector<std::string>& arguments, const Terminal& terminal);

}  // namespace newlyn::cli
