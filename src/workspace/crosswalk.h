// SPDX-License-Identifier: MIT
// The verbs that hand entities to other systems: the crosswalk, whole entities, golden values, and
// a source's duplicates.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "workspace/home.h"
#include "workspace/look_records.h"
#include "workspace/request_context.h"

namespace newlyn::workspace {

/// What is exported.
struct ExportRequest {
  RequestContext context;
  std::string kind;            // empty: all kinds
  std::string source;          // of duplicates
  std::string output;          // a file whose ending says the form; empty: rows are in the response
  std::string recipient = {};  // to whom it is handed
  std::string expires = {};    // the day until which it may be kept
};

/// A table of texts.
struct ExportResponse {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // empty where a file was written
  std::string rows_are = "records";            // what a row is one of
  uint64_t row_count = 0;
  uint64_t entities = 0;
};

/// Every record with the id of its entity, in order of the ids: entity_id, kind, source, record,
/// native_id.
ExportResponse export_crosswalk(const ExportRequest& request, RunContext& run);

/// An entity as a document of one line, line break included.
using EntityDocument = std::function<std::string(const LookedEntity& entity)>;

/// Every entity with its records, those it may be and what its records declare, kind by kind, in
/// order of the ids: entity_id, kind, document. The file has the documents alone. A row is counted
/// for each record. Throws Error(request_invalid) for an output that does not end in .jsonl.
ExportResponse export_entities(const ExportRequest& request, const EntityDocument& document,
                               RunContext& run);

/// The golden record of every entity, a row for each of its values, in order of the ids and fields:
/// entity_id, kind, field, value, record, date, rule, disputed. A value is as `entity show` has it;
/// rows are the same whatever the entities went through before.
ExportResponse export_golden(const ExportRequest& request, RunContext& run);

/// What was handed out of a workspace: an export of entities, or a backup.
struct HandedOut {
  uint64_t number = 0;
  std::string made;
  std::string what;  // "export crosswalk", "backup"
  std::string kind;  // empty: all
  std::string place;
  std::string recipient;  // empty: nobody said
  std::string purpose;
  std::string expires;  // empty: nobody said
  std::string who;
  uint64_t records = 0;
  bool is_over = false;        // it was to be kept until a day before today, and is not destroyed
  std::string destroyed = {};  // when somebody said so; empty: nobody did
  std::string destroyed_by = {};
};

/// Everything that was handed out, oldest first; only what may be kept no longer with `over`.
/// Shows no value of a record.
std::vector<HandedOut> export_register(const Asked& asked, bool over);

/// Notes that every copy of what was handed out under this number of the register was destroyed.
/// Throws Error(request_invalid) for a number that there is not, or of which that was said.
void export_destroyed(const Asked& asked, uint64_t number);

/// The records of a source that share an entity with another one of the same source: a worklist for
/// whoever keeps that source.
ExportResponse export_duplicates(const ExportRequest& request, RunContext& run);

}  // namespace newlyn::workspace
