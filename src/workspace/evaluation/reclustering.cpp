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
  const linkage::Model& model = files_.linkage->result().model;
  if (!input_) {
    LinkFilesResponse told_before;
    if (model.raw_columns) {
      input_ = given_input(files_, model, told_before);
    } else {
      for (InputColumns& input : files_.inputs) {
        input.columns = source::load_columns(*files_.store, *input.table, run);
      }
      input_ = standard_input(files_, told_before);
    }
    if (request_.match) {
      input_->source_of_record = files_.side_of_record;
      input_->source_names = {files_.inputs.front().table->source_name,
                              files_.inputs.back().table->source_name};
    }
  }
  const bool link_only = model.raw_columns && model.link_type == "link_only";
  linkage::LinkRequest again;
  again.across_only = request_.match || (link_only && files_.source_names.size() > 1);
  again.pairs_max = request_.pairs_max;
  again.one_to_one = request_.one_to_one;
  again.threshold = std::max(threshold, kThresholdMin);
  again.edge_probability = 1;
  again.model = model;
  again.seed = request_.seed;
  return linkage::link_records(*input_, again, run)->result().cluster_of_record;
}

}  // namespace newlyn::workspace
