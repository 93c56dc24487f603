// SPDX-License-Identifier: MIT
// The verbs about sources: add, list, check, read, status, remove, link, schedule.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/run_context.h"
#include "source/crawl.h"
#include "workspace/home.h"

namespace newlyn::workspace {

/// A column of a source and what becomes of it.
struct SourceColumnReport {
  std::string name;
  std::string type;  // text, number, date, time, "yes or no", bytes
  std::string kind;  // what it was taken to be; empty where that was not asked
  bool copied = false;
  std::string reason;  // why not, or why that kind
};

/// What a person asks of `source add`.
struct SourceAddRequest {
  Asked asked;
  source::Definition definition;
  std::vector<std::pair<std::string, std::string>> columns;  // kind or empty, column: copied
  std::vector<std::string> left_out;                         // columns not to copy
};

/// The answer of `source add`.
struct SourceAddResponse {
  source::Definition definition;
  std::string file;
  std::string key_words;  // how the key was come by
  std::vector<SourceColumnReport> columns;
  std::vector<std::string> warnings;
};

/// Looks at a source, recognises its columns and writes its definition. Reads, but stores no row.
SourceAddResponse source_add(const SourceAddRequest& request, RunContext& run);

/// Definitions of a workspace in the order of their names.
std::vector<source::Definition> source_list(const Asked& asked);

/// The answer of `source check`.
struct SourceCheckResponse {
  uint64_t rows = 0;
  bool may_write = false;   // the database would let this user change the table
  bool of_a_query = false;  // or any table, where a query is read
  std::vector<SourceColumnReport> columns;
  source::SchemaChange schema;
  std::vector<std::string> notes;  // plain sentences on what was noticed
};

/// Looks whether a source can be read as it is defined. Stores nothing.
SourceCheckResponse source_check(const Asked& asked, const std::string& name, RunContext& run);

/// Reads one source and stores what changed. A delivery that has to wait ends in state "held".
source::CrawlReport source_read(const Asked& asked, const std::string& name,
                                const source::CrawlWishes& wishes, RunContext& run);

/// How one source is.
struct SourceHealth {
  std::string name;
  std::string health;       // ok, stale, held, failing, interrupted, never read
  std::string message;      // what to know or do
  int64_t read_at = 0;      // when the last complete run ended
  int64_t age_seconds = 0;  // of what is stored
  uint64_t records = 0;
  std::vector<uint64_t> trend;  // rows of the last complete runs that read everything, oldest first
  std::vector<source::SourceRun> runs;  // newest first
  std::vector<source::KnownColumn> columns;
  std::string latency;
  bool figures_hidden = false;  // the purpose does not show the source whole: no counts, no message
};

/// The health of all sources, or of the one that is named; writes the status file. Under a purpose
/// that does not show all of a source its counts are left out.
std::vector<SourceHealth> source_status(const Asked& asked, const std::string& name);

/// Takes a source out of the workspace. Its records stay unless `with_records`.
/// Returns how many records stay or were erased.
uint64_t source_remove(const Asked& asked, const std::string& name, bool with_records);

/// What a person asks of `source limit`.
struct SourceLimitRequest {
  Asked asked;
  std::string source;
  std::string limit;  // a statutory limit: see purpose_law
  bool none = false;  // in its place: takes the limit away
  std::string reason;
};

/// The answer: the limit before and now; empty: none.
struct SourceLimitResponse {
  std::string source;
  std::string before;
  std::string now;
};

/// Sets the statutory limit that a source carries. Once one is set, an information-governance
/// officer alone changes it. Throws Error: source_missing, request_invalid, access_refused.
SourceLimitResponse source_limit(const SourceLimitRequest& request);

/// Where a record is in its own system.
std::string source_link(const Asked& asked, const std::string& name, const std::string& native_id);

/// What starts the runs of the schedule in newlyn.toml: units for systemd, or lines for cron.
/// `program` is the newlyn that they start.
std::string schedule_text(const Asked& asked, const std::string& program, bool cron);

}  // namespace newlyn::workspace
