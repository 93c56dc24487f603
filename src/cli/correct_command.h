// SPDX-License-Identifier: MIT
// newlyn entity correct.
#pragma once

#include <string>
#include <vector>

#include "cli/cli.h"

namespace newlyn::cli {

/// Sets a value of an entity right, doubts it, or takes that back.
int correct_entity(const std::vector<std::string>& arguments, const Terminal& terminal);

}  // namespace newlyn::cli
