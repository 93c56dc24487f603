// SPDX-License-Identifier: MIT
// The verbs that look at one entity: show, history, why, how, export.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "record/declared_end.h"
#include "workspace/link_files.h"
#include "workspace/request_context.h"

namespace newlyn::workspace {

/// A value and the record it stands in.
struct EntityValueOrigin {
  std::string value;
  std::string record;  // "tenancies/tenant_1:T1"
  std::string date;    // of the record; empty: not known
  // As the source has it; empty: the same, or not known which of its columns says it.
  std::string written = {};
};

/// A field of an entity's best view.
struct EntityValue {
  std::string field;
  EntityValueOrigin chosen;
  std::string rule;                       // "most recent"
  std::vector<EntityValueOrigin> others;  // what it was chosen over
  bool disputed = false;
};

/// A record of an entity.
struct EntityRecord {
  std::string record;
  std::string source;
  std::string native_id;
  std::string date;
  std::vector<std::pair<std::string, std::string>> values;  // as the source has them
  std::vector<record::DeclaredEnd> ends;                    // of relations that it declares
};

/// A relation that a record declares: one entity points at a name that another one has.
struct EntityRelation {
  std::string entity;   // the other one
  std::string summary;  // of its best view
  std::string kind;
  bool points = false;  // the one that is shown points at the other one
  std::string role;     // what who points is to the other; empty: not said
  std::string domain;   // of the name that is pointed at; empty: not said
  std::string key;
  std::string from;  // empty: not said
  std::string until;
  std::string first_date;  // of records that declare it
};

/// A name of an entity at which more entities point than are shown.
struct RelationHub {
  std::string name;
  uint64_t entities = 0;
  bool or_more = false;
};

/// What a person said of a value of an entity.
struct CorrectionLine {
  uint64_t number = 0;
  std::string record;  // that it goes with
  std::string field;
  std::string value;
  std::string who;
  std::string why;
  std::string when;
  bool disputed = false;  // the value is doubted, not replaced
  bool withdrawn = false;
};

/// That somebody died or moved away, and which record says so.
struct LifeState {
  std::string state;  // "deceased", "moved away"; empty: nothing says either
  std::string since;  // day
  std::string field;  // whose value the day is: "death_date"
  std::string source;
  std::string record;
  std::string date;     // on which the record was read
  std::string dispute;  // what other records say against it; empty: nothing
};

/// An entity as it is.
struct EntityView {
  std::string asked;  // the id that was asked for
  std::string id;     // the id it leads to, today or on that day
  std::string kind;
  std::string as_at;  // the day as of whose end it is shown; empty: today
  LifeState life;
  std::vector<EntityValue> values;
  std::vector<EntityRecord> records;
  std::vector<CorrectionLine> corrections;  // also withdrawn ones, in the order of their numbers
  std::vector<EntityRelation> relations;
  std::vector<RelationHub> hubs;
};

/// The day of which an entity is shown; empty: today.
struct ShownDay {
  std::string as_at;  // as it was at the end of that day (UTC), as far as may be seen today
  std::string as_of;  // whether somebody had died or moved away by then; empty: by `as_at`
};

/// Shows an entity. Throws Error(request_invalid) for what is no id, for an id that was never
/// given, for one without records, for a record, and for what is no day or before what is kept.
EntityView entity_show(const RequestContext& context, const std::string& id, const ShownDay& day,
                       RunContext& run);

/// One thing in the life of an entity.
struct EntityEventLine {
  std::string when;  // empty: not known
  std::string who;
  std::string what;   // "merged into 7KX3PQM"
  std::string cause;  // "link", "judgement 3"
};

/// The life of an entity, oldest first.
struct EntityHistory {
  std::string asked;
  std::string id;  // that it leads to today
  std::vector<EntityEventLine> events;
};
EntityHistory entity_history(const RequestContext& context, const std::string& id, RunContext& run);

/// A judgement as people read it.
struct JudgementLine {
  uint64_t number = 0;
  std::string kind;
  std::string left;
  std::string right;
  std::string verdict;  // "same", "different", "unsure"
  std::string who;
  std::string why;
  std::string when;
  bool withdrawn = false;
};

/// Why two records, or the likest two of two entities, are one or two.
struct WhyResponse {
  std::string left_entity;
  std::string right_entity;
  bool together = false;
  std::string words;  // in a sentence
  PairReport pair;
  std::vector<JudgementLine> judgements;  // on either record
};

/// `left` and `right` are ids or records ("SOURCE:ID").
WhyResponse entity_why(const RequestContext& context, const std::string& left,
                       const std::string& right, RunContext& run);

/// How one record hangs with the others.
struct HowStep {
  std::string record;
  std::string with;
  double weight = 0;
  double probability = 0;
  std::string by;  // "weight", "equal values", "judgement 3 by kay"
};

/// The strongest ties that hold an entity together, one a record beyond the first.
struct HowResponse {
  std::string asked;
  std::string id;
  uint64_t records = 0;  // of which only the first hundreds are looked at
  std::vector<HowStep> steps;
};
HowResponse entity_how(const RequestContext& context, const std::string& id, RunContext& run);

/// All that is kept of an entity.
struct EntityExport {
  EntityView view;
  EntityHistory history;
  std::vector<JudgementLine> judgements;
};
/// Where an export goes, for the register of what was handed out.
struct ExportHanding {
  std::string place;      // empty: standard output
  std::string recipient;  // to whom
  std::string expires;    // the day until which it may be kept
};
EntityExport entity_export(const RequestContext& context, const std::string& id,
                           const ExportHanding& handing, RunContext& run);

}  // namespace newlyn::workspace
