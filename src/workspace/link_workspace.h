// SPDX-License-Identifier: MIT
// The verb that puts the records of a workspace together into entities that keep their ids.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "workspace/request_context.h"

namespace newlyn::workspace {

/// What a person asks of `link`.
struct LinkWorkspaceRequest {
  RequestContext context;
  std::vector<std::string> sources;  // empty: every mapped source
  bool refit = false;                // fit the models anew
  bool begin_anew = false;           // link kinds whose index is lost as for the first time
};

/// A source that was not linked.
struct SkippedSource {
  std::string source;
  std::string reason;  // with what to do
};

/// What one source brought to a kind.
struct LinkedSource {
  std::string source;
  uint64_t records = 0;
  uint64_t duplicates = 0;  // records beyond the first of the source in an entity
};

/// A record that is with another entity than before.
struct MovedRecord {
  std::string record;  // "tenancies/tenant_1:T1"
  std::string from;    // entity ids
  std::string to;
};

/// What became of one kind. records = added + changed + unchanged, and those of sources that were
/// not read this time.
struct LinkedKind {
  std::string kind;
  std::string plural;
  std::string left_out;  // why nothing was done; empty: it was linked
  std::string model;     // the file of the model
  bool fitted = false;   // in this run
  uint64_t records = 0;
  uint64_t pairs = 0;  // weighed in this run, fitting not counted
  uint64_t entities = 0;
  uint64_t in_several_sources = 0;  // entities
  std::vector<LinkedSource> sources;
  uint64_t added = 0;
  uint64_t changed = 0;
  uint64_t removed = 0;
  uint64_t unchanged = 0;
  uint64_t ids_before = 0;  // entities there were; ids_before = ids_stay + merged + ended
  uint64_t ids_stay = 0;
  uint64_t entities_changed = 0;  // of those that stay: with other records than before
  uint64_t made = 0;              // entities with a new id, or one brought back
  uint64_t merged = 0;
  uint64_t ended = 0;
  uint64_t moved = 0;                      // records that were there before and are elsewhere now
  std::vector<MovedRecord> moved_records;  // all of them, in the order of their names
  std::vector<std::string> notes;
};

/// The answer of `link`.
struct LinkWorkspaceResponse {
  std::vector<LinkedKind> kinds;
  std::vector<SkippedSource> skipped;
  std::vector<StepTime> steps;
};

/// Links: the first run fits a model for each kind and gives ids; later runs give the index what
/// was added, changed or is gone. All kinds are done or none: a run that fails leaves the index as
/// it was. Throws Error: access_refused where a purpose is missing, request_invalid for a source
/// that is not there, when nothing can be linked, or where nothing is lost that could begin anew;
/// store_failed where an index is lost.
LinkWorkspaceResponse link_workspace(const LinkWorkspaceRequest& request, RunContext& run);

}  // namespace newlyn::workspace
