// SPDX-License-Identifier: MIT
// The answer of newlyn profile as text and as JSON.
#pragma once

#include <string>

#include "workspace/profile_files.h"

namespace newlyn::cli {

/// What a person reads.
std::string profile_text(const workspace::ProfileFilesRequest& request,
                         const workspace::ProfileFilesResponse& response);

/// Everything that was measured.
std::string profile_json(const workspace::ProfileFilesResponse& response);

}  // namespace newlyn::cli
