// SPDX-License-Identifier: MIT
// Makes a borough, with the store as the writer of its Parquet files.
#include "workspace/create_borough.h"

#include <fmt/format.h>

#include "base/error.h"
#include "workspace/borough/parquet_sink.h"

namespace newlyn::workspace {
namespace {

constexpr uint64_t kPeopleMin = 200;
constexpr uint64_t kPeopleMax = 2'000'000;

}  // namespace

CreateBoroughResponse create_borough(const CreateBoroughRequest& request, RunContext& run) {
  if (request.people < kPeopleMin || request.people > kPeopleMax) {
    throw Error(Code::request_invalid, fmt::format("A borough has from {} to {} people, not {}.",
                                                   kPeopleMin, kPeopleMax, request.people));
  }
  CreateBoroughResponse response;
  response.summary =
      synthetic::create_borough({request.folder, request.people, request.seed, make_parquet_sink,
                                 request.server_files, request.as_of},
                                run);
  for (const StepTime& step : run.steps()) response.seconds += step.seconds;
  return response;
}

}  // namespace newlyn::workspace
