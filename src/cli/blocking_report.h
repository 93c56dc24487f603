// SPDX-License-Identifier: MIT
// The answer of blocking as text and as JSON.
#pragma once

#include <string>

#include "workspace/blocking_files.h"

namespace newlyn::cli {

/// What a person reads.
std::string blocking_text(const workspace::BlockingFilesRequest& request,
                          const workspace::BlockingFilesResponse& response);

/// The same as one JSON object on one line.
std::string blocking_json(const workspace::BlockingFilesRequest& request,
                          const workspace::BlockingFilesResponse& response);

}  // namespace newlyn::cli
