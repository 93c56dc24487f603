// SPDX-License-Identifier: MIT
// The page of `newlyn profile`.
#pragma once

#include "workspace/files/report_page.h"
#include "workspace/profile_files.h"

namespace newlyn::workspace {

/// Puts the page together: all columns, what to look at, what tables share, then column by column.
Page profile_page(const ProfileFilesResponse& response);

}  // namespace newlyn::workspace
