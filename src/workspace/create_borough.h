// SPDX-License-Identifier: MIT
// The verb that makes a synthetic borough.
#pragma once

#include <cstdint>
#include <string>

#include "base/run_context.h"
#include "synthetic/borough.h"

namespace newlyn::workspace {

/// What a person asks of `borough create`.
struct CreateBoroughRequest {
  std::string folder;
  uint64_t people = 20'000;
  uint64_t seed = 1;
  bool server_files = false;  // SQLite files in place of SQL for PostgreSQL and MariaDB
  std::string as_of;          // a day of the last year of its story; empty: the last
};

/// The answer of `borough create`.
struct CreateBoroughResponse {
  synthetic::BoroughSummary summary;
  double seconds = 0;
};

/// Writes the borough into a new folder. Nobody in it exists, so no purpose is needed. Throws Error
/// as synthetic::create_borough does, and request_invalid for fewer than 200 or more than 2 million
/// people.
CreateBoroughResponse create_borough(const CreateBoroughRequest& request, RunContext& run);

}  // namespace newlyn::workspace
