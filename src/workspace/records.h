// SPDX-License-Identifier: MIT
// The verbs over single records: put one into a source, take one out, between its deliveries. The
// records are lines of JSON in Senzing's attributes.
//
// 1. A line is answered when it is durable: in the rows of its source and in the indexes.
// 2. Lines that wait together are done together.
// 3. A line that was done before is "unchanged", so a run that was cut off is run again as it was.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "workspace/request_context.h"

namespace newlyn::workspace {

/// What is done with records.
enum class RecordVerb : uint8_t {
  add,      // put in, or in place of the one that is there
  replace,  // in place of the one that is there
  remove,   // take out
};

/// A line that was given.
struct RecordLine {
  uint64_t number = 0;  // from 1
  std::string text;
};

/// What became of a line.
struct RecordOutcome {
  uint64_t line = 0;
  std::string data_source;  // as it was written; empty where the line could not be read
  std::string record_id;
  /// added, changed, returned, unchanged, deleted, filtered, rejected
  std::string outcome;
  std::string reason;                  // in a sentence; of filtered and rejected at least
  std::vector<std::string> entities;   // ids of those it affected, sorted
  std::vector<std::string> not_taken;  // members that the source does not know
};

/// Lines by what became of them. read is the sum of the others.
struct RecordCounts {
  uint64_t read = 0;
  uint64_t added = 0;
  uint64_t changed = 0;
  uint64_t returned = 0;
  uint64_t unchanged = 0;
  uint64_t deleted = 0;
  uint64_t filtered = 0;
  uint64_t rejected = 0;
};

/// A workspace that is open for records. Nobody else has it meanwhile; backups that others ask for
/// are made between the groups.
class RecordDesk {
 public:
  /// Throws Error as open_desk does: access_refused, store_failed where another process has the
  /// workspace, request_invalid where nothing was linked yet.
  RecordDesk(const RequestContext& context, RecordVerb verb, RunContext& run);
  ~RecordDesk();
  RecordDesk(const RecordDesk&) = delete;
  RecordDesk& operator=(const RecordDesk&) = delete;

  /// Does these lines and returns when they are durable, one outcome a line in their order. Throws
  /// Error where the workspace cannot be written; what was not returned may be done or not.
  std::vector<RecordOutcome> take(const std::vector<RecordLine>& lines);
  /// Does what others have asked of the workspace meanwhile. To be called while nothing comes.
  void serve();
  const RecordCounts& counts() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace newlyn::workspace
