// SPDX-License-Identifier: MIT
// The verb that takes pairs of records apart: what speaks for and against their being one.
#pragma once

#include <string>
#include <vector>

#include "base/run_context.h"
#include "workspace/link_files.h"

namespace newlyn::workspace {

/// What a person asks of `explain`. Of `files` the options of reading and linking count; its
/// outputs are not written.
struct ExplainFilesRequest {
  LinkFilesRequest files;
  std::vector<std::string> pair;  // two record ids, SOURCE:ID where ids repeat; empty: none
  size_t pairs = 0;               // without a pair: so many, spread over the weights
  std::string svg;                // draw the waterfalls here; empty: no drawing
};

/// The answer of `explain`.
struct ExplainFilesResponse {
  LinkFilesResponse files;
  std::vector<PairReport> pairs;
};

/// Links the files and takes pairs apart. Throws Error as link_files does, and
/// Error(request_invalid) for ids that name no record or several.
ExplainFilesResponse explain_files(const ExplainFilesRequest& request, RunContext& run);

}  // namespace newlyn::workspace
