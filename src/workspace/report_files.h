// SPDX-License-Identifier: MIT
// The verb that links files and writes one page about how it went.
#pragma once

#include <string>

#include "base/run_context.h"
#include "workspace/link_files.h"

namespace newlyn::workspace {

/// What a person asks of `report`. Of `files` the options of reading and linking count; its
/// outputs are not written.
struct ReportFilesRequest {
  LinkFilesRequest files;
  std::string page;            // the HTML file to write
  bool with_examples = false;  // show a few entities with their values
};

/// The answer of `report`; the page holds the rest.
struct ReportFilesResponse {
  LinkFilesResponse files;
};

/// Links the files and writes the page: one file that asks for nothing from anywhere and, without
/// examples, holds no value of any record. Throws Error as link_files does.
ReportFilesResponse report_files(const ReportFilesRequest& request, RunContext& run);

}  // namespace newlyn::workspace
