// SPDX-License-Identifier: MIT
// Entities formed again at another threshold, with the model that a run has.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "workspace/files/linked_files.h"

namespace newlyn::workspace {

/// Scores the candidate pairs again and forms entities at other thresholds; reading, recognising
/// and training are not repeated. `files` must be linked and outlive it.
class Reclustering {
 public:
  Reclustering(LinkedFiles& files, const LinkFilesRequest& request)
      : files_(files), request_(request) {}
  /// The cluster of every record at `threshold`.
  std::vector<uint32_t> at(double threshold, RunContext& run);

 private:
  LinkedFiles& files_;
  const LinkFilesRequest& request_;
  std::optional<linkage::LinkInput> input_;
};

}  // namespace newlyn::workspace
