// SPDX-License-Identifier: MIT
// The verb that deletes what was kept for long enough: by rules of source, category and trigger,
// unless a hold stops it; with a certificate of what was done.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "workspace/erase.h"
#include "workspace/home.h"

namespace newlyn::workspace {

/// What is asked.
struct RetainRequest {
  Asked asked;
  bool execute = false;  // do it; otherwise only what would go is answered
  bool finish = false;   // finish a deletion that was cut off
};

/// A hold, and how many rows of a rule it keeps that would go otherwise.
struct RetainHold {
  std::string name;
  std::string reason;
  std::string who;
  std::string until;
  uint64_t rows = 0;
};

/// What one rule says. rows == due + held + undated + waiting + earlier.
struct RetainLine {
  size_t rule = 0;  // its number in the file
  std::string source;
  std::string what;     // "whole rows", "record tenant_2", "kind event, type visit"
  std::string trigger;  // in words, with the months
  std::string reason;
  uint64_t rows = 0;     // there are of it, also such as left their source
  uint64_t due = 0;      // go
  uint64_t held = 0;     // would go but for a hold
  uint64_t undated = 0;  // have no date from which time runs
  uint64_t waiting = 0;  // their time is not over
  uint64_t earlier = 0;  // go by a rule before this one
  std::string first;     // the oldest and the newest day from which time ran, of those that go
  std::string last;
  std::string next;    // when the next one that waits falls due
  std::string remark;  // why it is about no row, where that may be a slip; empty otherwise
  std::vector<RetainHold> holds;
};

/// The plan, or what was done.
struct RetainAnswer {
  uint64_t number = 0;         // of the certificate; 0: only planned
  uint64_t rules_version = 0;  // retention/N.toml
  std::vector<RetainLine> lines;
  uint64_t rows = 0;                      // that go, of all rules
  std::vector<EraseLine> goes;            // where from
  std::vector<RetainHold> holds;          // all in force, with the rows they keep
  std::vector<std::string> without_rule;  // sources that no rule has: kept without end
  std::vector<EraseElsewhere> elsewhere;  // exports and backups that may hold what goes
  std::string certificate;                // its file, without the ending
  std::string hash;                       // SHA-256 of the certificate's JSON
  std::optional<EraseProof> proof;        // of values drawn from what went
};

/// Plans deletion by the rules of retention/N.toml, and with `execute` does it in one pass: rows
/// with all their versions, what the index and fitted models know of them alone. Rows that their
/// source still shows stay away until they change there. Throws Error(request_invalid): no rules,
/// rules that name what there is not, one that was cut off before.
RetainAnswer retain(const RetainRequest& request, RunContext& run);

}  // namespace newlyn::workspace
