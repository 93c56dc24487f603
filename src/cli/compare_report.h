// SPDX-License-Identifier: MIT
// The answer of compare as text and as JSON.
#pragma once

#include <string>

#include "workspace/compare_files.h"

namespace newlyn::cli {

/// What a person reads.
std::string compare_text(const workspace::CompareRequest& request,
                         const workspace::CompareResponse& response);

/// The same as one JSON object on one line.
std::string compare_json(const workspace::CompareRequest& request,
                         const workspace::CompareResponse& response);

}  // namespace newlyn::cli
