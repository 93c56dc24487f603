// SPDX-License-Identifier: MIT
// Unusual looks and reviews as text and JSON.
#pragma once

#include <string>
#include <vector>

#include "workspace/oversight.h"

namespace newlyn::cli {

/// Unusual looks.
std::string unusual_text(const workspace::UnusualResponse& response);
std::string unusual_json(const workspace::UnusualResponse& response);

/// Outcomes by account.
std::string counts_text(const std::vector<workspace::ReviewCount>& counts);
std::string counts_json(const std::vector<workspace::ReviewCount>& counts);

/// An outcome that was noted.
std::string review_json(const workspace::ReviewOutcome& outcome);

}  // namespace newlyn::cli
