// SPDX-License-Identifier: MIT
// Links the standard records again with the model of the run.
#include "workspace/evaluation/reclustering.h"

#include <algorithm>

namespace newlyn::workspace {
namespace {

// As for the first run: a threshold of 0 would put everything together.
constexpr double kThresholdMin = 1e-9;

}  // namespace

std::vector<uint32_t> Reclustering::at(double threshold, RunContext& run) {
  const linkage::LinkResult& result = files_.linkage->result();
  if (!input_) {
    for (InputColumns& input : files_.inputs) {
      input.columns = source::load_columns(*files_.store, *input.table, run);
    }
    LinkFilesResponse told_before;
    input_ = result.model.raw_columns ? raw_input(files_) : standard_input(files_, told_before);
    if (request_.match) input_->source_of_record = files_.side_of_record;
  }
  linkage::LinkRequest again;
  again.across_only = request_.match;
  again.one_to_one = request_.one_to_one;
  again.threshold = std::max(threshold, kThresholdMin);
  again.edge_probability = 1;
  again.model = result.model;
  again.seed = request_.seed;
  return linkage::link_records(*input_, again, run)->result().cluster_of_record;
}

}  // namespace newlyn::workspace
