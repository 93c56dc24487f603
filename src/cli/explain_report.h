// SPDX-License-Identifier: MIT
// The answer of explain as text and as JSON.
#pragma once

#include <string>

#include "workspace/explain_files.h"

namespace newlyn::cli {

/// The waterfall of a pair drawn with characters, with m, u and the values of each part.
std::string waterfall_text(const workspace::PairReport& pair);

/// The values of both records side by side, as their sources have them.
std::string pair_values_text(const workspace::PairReport& pair);

/// What a person reads.
std::string explain_text(const workspace::ExplainFilesRequest& request,
                         const workspace::ExplainFilesResponse& response);

/// The same as one JSON object on one line.
std::string explain_json(const workspace::ExplainFilesRequest& request,
                         const workspace::ExplainFilesResponse& response);

}  // namespace newlyn::cli
