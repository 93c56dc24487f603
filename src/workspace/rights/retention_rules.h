// SPDX-License-Identifier: MIT
// How long records are kept, and what may not be deleted meanwhile: retention/N.toml of a
// workspace, of which the last one counts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/home.h"

namespace newlyn::workspace {

/// How long records of a source are kept.
struct RetentionRule {
  std::string source;
  std::string record;               // only what the mapping calls so; empty: whole rows
  std::string kind;                 // only records of that kind; empty: whole rows
  std::vector<std::string> fields;  // only these, "contact.email"; empty: all
  std::string type;                 // only where the type of the record is this: "visit"
  std::string trigger;              // from when the time runs: see kTriggers
  uint64_t months = 0;
  std::string reason;          // the law or schedule
  bool erasure_waits = false;  // nobody is erased from the source before the time is over
};

/// From when the time of a rule runs.
struct RetentionTrigger {
  std::string_view name;   // what stands in `trigger`; a space at its end: something follows
  std::string_view words;  // "the record left its source"
};
inline constexpr RetentionTrigger kTriggers[] = {
    {"gone", "the record left its source"},
    {"changed", "it was last changed"},
    {"seen", "its source last showed it"},
    {"end", "what the mapping calls its end: of a tenancy, a service, an event"},
    {"death", "everybody in it has died, by any source"},
    {"column ", "a date in the record"},
    {"date ", "a fixed day"},
};

/// What stops deletion.
struct RetentionHold {
  std::string name;
  std::string source;  // whose records; empty: of all sources
  std::string entity;  // whose; empty: everybody's
  std::string record;  // which one, "SOURCE:KEY"; empty: all
  std::string reason;
  std::string who;    // who set it
  std::string until;  // a day; empty: until it is taken away
};

struct RetentionRules {
  uint64_t version = 0;  // 0: there are none
  std::vector<RetentionRule> rules;
  std::vector<RetentionHold> holds;  // those of today
};

/// What of a source a rule is about, in words: "everything"; "Email of event, of the type visit".
std::string retained_words(const RetentionRule& rule);
/// How long that is kept: "for 72 months from when the record left its source", "until 2030-01-01".
std::string retention_words(const RetentionRule& rule);

/// Reads rules. Throws Error(request_invalid) with the file, named `name`, what is wrong and what
/// can be written.
RetentionRules parse_retention(std::string_view text, const std::string& name);

/// The rules of a workspace; none where it has no file of them.
RetentionRules read_retention(const Home& home);

}  // namespace newlyn::workspace
