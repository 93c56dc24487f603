// SPDX-License-Identifier: MIT
// Links files and takes pairs apart.
#include "workspace/explain_files.h"

#include <fmt/format.h>

#include "base/error.h"
#include "workspace/files/linked_files.h"
#include "workspace/files/waterfall.h"

namespace newlyn::workspace {
namespace {

/// Pairs that are hardly likely are worth a look too.
constexpr double kProbabilityShown = 0.01;

void check_pair(const ExplainFilesRequest& request) {
  if (!request.pair.empty() && request.pair.size() != 2) {
    throw Error(
        Code::request_invalid,
        fmt::format("--pair wants the ids of two records, but {} are given.", request.pair.size()));
  }
}

}  // namespace

ExplainFilesResponse explain_files(const ExplainFilesRequest& request, RunContext& run) {
  check_request(request.files);
  check_pair(request);
  OutputFiles outputs;
  if (!request.svg.empty()) outputs.check(request.svg, request.files.files);
  ExplainFilesResponse response;
  LinkedFiles files;
  files.keep_compared = true;
  files.edge_probability = kProbabilityShown;
  link_inputs(files, request.files, response.files, run);
  run.step("explaining", [&] {
    if (request.pair.empty()) {
      response.pairs = explain_pairs(files, request.pairs);
      return;
    }
    const uint32_t left = find_record(files, request.pair[0], "first");
    const uint32_t right = find_record(files, request.pair[1], "second");
    if (left == right) {
      throw Error(Code::request_invalid,
                  "Both ids given with --pair name one and the same record. Name two records.");
    }
    response.pairs.push_back(describe_pair(files, left, right));
  });
  if (!request.svg.empty()) {
    outputs.write_text(request.svg, waterfall_file(response.pairs));
    run.check_stop();
    outputs.keep();
  }
  response.files.steps = run.steps();
  return response;
}

}  // namespace newlyn::workspace
