// SPDX-License-Identifier: MIT
// The answer of evaluate as text and as JSON.
#pragma once

#include <string>

#include "workspace/evaluate_files.h"

namespace newlyn::cli {

/// What a person reads.
std::string evaluate_text(const workspace::EvaluateRequest& request,
                          const workspace::EvaluateResponse& response);

/// The same as one JSON object on one line.
std::string evaluate_json(const workspace::EvaluateRequest& request,
                          const workspace::EvaluateResponse& response);

}  // namespace newlyn::cli
