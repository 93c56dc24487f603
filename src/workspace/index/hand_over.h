// SPDX-License-Identifier: MIT
// Tables of texts that leave a workspace in a file.
#pragma once

#include "workspace/crosswalk.h"
#include "workspace/rights/handing.h"

namespace newlyn::workspace {

/// The terms on which it is handed out. Throws, before any work, where there are none on which it
/// may be, the output that is asked for cannot be written, or its ending names no form.
HandingTerms check_output(const ExportRequest& request);

/// Counts the rows, and writes them into the file that is asked for, or leaves them in the
/// response.
void hand_over(const ExportRequest& request, ExportResponse& response);

}  // namespace newlyn::workspace
