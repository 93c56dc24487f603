// SPDX-License-Identifier: MIT
// Tables of texts that leave a workspace in a file.
#pragma once

#include "workspace/crosswalk.h"

namespace newlyn::workspace {

/// Throws, before any work, where the output that is asked for cannot be written or its ending
/// names no form.
void check_output(const ExportRequest& request);

/// Counts the rows, and writes them into the file that is asked for, or leaves them in the
/// response.
void hand_over(const ExportRequest& request, ExportResponse& response);

}  // namespace newlyn::workspace
