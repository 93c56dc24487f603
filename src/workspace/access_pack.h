// SPDX-License-Identifier: MIT
// The verb that answers a subject access request: everything that is kept of a person, for them.
#pragma once

#include <cstdint>
#include <string>

#include "base/run_context.h"
#include "workspace/request_context.h"
#include "workspace/rights.h"

namespace newlyn::workspace {

/// Whose data, for which request, and where the answer goes.
struct AccessPackRequest {
  RequestContext context;
  std::string entity;
  RightsDueRequest due;        // `received` empty: no request is counted
  std::string folder;          // that is not there yet
  std::string recipient = {};  // empty: the person
  std::string expires = {};    // the day until which it may be kept
};

/// What was written.
struct AccessPackAnswer {
  std::string entity;
  std::string page;  // files
  std::string document;
  uint64_t records = 0;
  uint64_t values = 0;
  uint64_t redacted = 0;  // values about somebody else, which are not in it
  uint64_t looks = 0;
  RightsDueResponse due;
};

/// Writes a page and a JSON document that say the same, for their owner alone: values with sources
/// and records, recipients, purposes and their basis, retention, why records were put together, and
/// who looked. What is about other people is left out and counted. Throws Error: request_invalid
/// for what is no person, for a folder that is there, or for days that are none.
AccessPackAnswer rights_access(const AccessPackRequest& request, RunContext& run);

}  // namespace newlyn::workspace
