// SPDX-License-Identifier: MIT
// The main job from files to files, as a list of named steps.
#include "workspace/link_files.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "linkage/evaluation.h"
#include "workspace/files/linked_files.h"

namespace newlyn::workspace {
namespace {

constexpr double kThresholdDefault = 0.5;
constexpr double kLeast = 1e-12;  // the threshold is kept so far from 0 and 1

/// One run; each member function is one step.
class FilesRun {
 public:
  FilesRun(const LinkFilesRequest& request, RunContext& run) : request_(request), run_(run) {}

  LinkFilesResponse run();

 private:
  void check_outputs();
  bool shows_edges() const;
  void score_truth();
  void write_clusters();
  void write();

  const LinkFilesRequest& request_;
  RunContext& run_;
  LinkedFiles files_;
  OutputFiles outputs_;
  LinkFilesResponse response_;
};

void FilesRun::check_outputs() {
  std::vector<std::string> inputs = request_.files;
  inputs.insert(inputs.end(), request_.judgements.begin(), request_.judgements.end());
  for (const std::string& path :
       {request_.output, request_.edges, request_.save_model, request_.clusters}) {
    if (!path.empty()) outputs_.check(path, inputs);
  }
  for (const std::string& path : {request_.output, request_.edges, request_.clusters}) {
    if (!path.empty()) OutputFiles::check_ending(path);
  }
}

void FilesRun::score_truth() {
  const linkage::Accuracy accuracy = linkage::evaluate_clusters(
      files_.linkage->result().cluster_of_record, files_.truth, files_.side_of_record);
  response_.accuracy =
      AccuracyReport{accuracy.precision, accuracy.recall, accuracy.f1, accuracy.b_cubed_f1};
}

void FilesRun::write_clusters() {
  // A threshold of 0 keeps every pair as an edge; entities are then formed as without one.
  const bool given = request_.threshold_given && request_.threshold > 0;
  const double threshold = given ? request_.threshold : kThresholdDefault;
  const double weight = linkage::weight_of(std::clamp(threshold, kLeast, 1 - kLeast));
  const auto clusters = linkage::measure_clusters(files_.linkage->result(), weight, run_);
  outputs_.write_clusters(files_, request_.clusters, clusters);
  response_.clusters = describe_clusters(clusters);
}

void FilesRun::write() {
  if (!request_.output.empty()) outputs_.write_rows(files_, request_.output, response_);
  if (!request_.edges.empty()) outputs_.write_edges(files_, request_.edges);
  if (!request_.clusters.empty()) write_clusters();
  if (!request_.save_model.empty()) {
    outputs_.write_text(request_.save_model, linkage::write_model(files_.linkage->result().model));
  }
  if (!request_.output.empty()) {
    response_.receipt = request_.output + ".receipt.json";
    outputs_.write_text(response_.receipt, make_receipt(files_, request_, response_));
  }
  run_.check_stop();
  source::check_unchanged(files_.reading);
  outputs_.keep();
}

/// True where anything that is asked for reads single edges, not only their number.
bool FilesRun::shows_edges() const {
  return !request_.edges.empty() || !request_.clusters.empty() || request_.explained_pairs > 0 ||
         request_.example_entities > 0;
}

LinkFilesResponse FilesRun::run() {
  check_request(request_);
  check_outputs();
  files_.only_counts_edges = !shows_edges();
  link_inputs(files_, request_, response_, run_);
  if (!request_.truth.empty()) score_truth();
  if (request_.explained_pairs > 0) {
    response_.explained = explain_pairs(files_, request_.explained_pairs);
  }
  if (request_.example_entities > 0) {
    response_.examples = example_entities(files_, request_.example_entities);
  }
  run_.step("writing", [&] { write(); });
  response_.steps = run_.steps();
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  response_.peak_memory_bytes = static_cast<uint64_t>(usage.ru_maxrss) * 1024;
  return std::move(response_);
}

}  // namespace

void check_request(const LinkFilesRequest& request) {
  if (!(request.threshold >= 0 && request.threshold <= 1)) {
    throw Error(Code::request_invalid,
                fmt::format("--threshold {} is not a probability. Give a number from 0 to 1, such "
                            "as 0.9.",
                            request.threshold));
  }
  const std::set<double> different(request.thresholds.begin(), request.thresholds.end());
  for (const double threshold : request.thresholds) {
    if (threshold >= 0 && threshold <= 1 && different.size() == request.thresholds.size()) continue;
    throw Error(Code::request_invalid,
                fmt::format("--thresholds: {} is not a probability, or stands there twice. Give "
                            "different numbers from 0 to 1, such as 0.5,0.9,0.99.",
                            threshold));
  }
  if (request.files.empty()) {
    throw Error(Code::request_invalid, "No file is named. Name one or more files to read.");
  }
  if (request.match && request.files.size() != 2) {
    throw Error(Code::request_invalid,
                fmt::format("match wants two files, one against the other, but {} are named. For "
                            "duplicates inside files use dedupe.",
                            request.files.size()));
  }
  check_machine_settings(request);
}

LinkFilesResponse link_files(const LinkFilesRequest& request, RunContext& run) {
  return FilesRun(request, run).run();
}

}  // namespace newlyn::workspace
