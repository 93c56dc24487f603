// SPDX-License-Identifier: MIT
// The verbs of newlyn audit that look over shoulders.
#pragma once

#include <string>
#include <vector>

#include "cli/cli.h"

namespace newlyn::cli {

/// See run_dedupe.
int audit_who_saw(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int audit_what_did(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int audit_unusual(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int audit_review(const std::vector<std::string>& arguments, const Terminal& terminal);

}  // namespace newlyn::cli
