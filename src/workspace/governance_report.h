// SPDX-License-Identifier: MIT
// The verbs that give account: the governance report, and whom a breach exposed.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/run_context.h"
#include "workspace/crosswalk.h"
#include "workspace/home.h"
#include "workspace/oversight.h"

namespace newlyn::workspace {

/// What a paper is written for. With an output it is an entry of the register of what was handed
/// out.
struct PaperRequest {
  Asked asked;
  std::string output = {};     // an .html file; empty: none is written
  std::string recipient = {};  // to whom it is handed
  std::string expires = {};    // the day until which it may be kept
  /// Of governance_report: a .csv file for the transparency records; empty: none is written.
  std::string transparency = {};
};

/// The answer of `governance report`. Both forms say the same.
struct GovernanceReport {
  std::string page;  // one HTML file
  std::string json;
  uint64_t purposes = 0;
  uint64_t sources = 0;
  uint64_t models = 0;
  uint64_t entries = 0;                                   // of the audit log
  std::vector<std::pair<std::string, std::string>> open;  // what is missing, what to do
};

/// Writes the record of processing, a draft of the impact assessment, agreements, transparency
/// records of models and evidence of secure design: from what is configured and what was done.
/// What cannot be known from there is read from organisation.toml and models/NAME.toml.
GovernanceReport governance_report(const PaperRequest& request);

/// A paper in its three forms, which say the same.
struct GovernancePaper {
  std::string text;
  std::string json;
  std::string page;                                       // one HTML file
  std::vector<std::pair<std::string, std::string>> open;  // what is not said yet, what to do
};

/// Writes the privacy notice (UK GDPR Articles 13 and 14) from approved purposes, sources,
/// retention rules and the register.
GovernancePaper privacy_notice(const PaperRequest& request);

/// Writes what linkage came to for groups of people by sex, age and what columns tell of protected
/// characteristics, with intervals, and what was not measurable. It holds figures alone.
GovernancePaper equality_evidence(const PaperRequest& request, RunContext& run);

/// What a person asks of `breach report`. One of `account`, `source` and `release` is given.
struct BreachRequest {
  Asked asked;
  std::string account;
  std::string source;
  Period period;           // days, or moments in UTC: "2026-11-28T09:30Z"; both ends count
  uint64_t release = 0;    // a number of the register of what was handed out
  std::string aware = {};  // when the breach was noticed: "2026-11-28T09:30Z"; empty: now
};

/// Somebody whose data was exposed.
struct ExposedPerson {
  std::string subject;  // an entity id, or "source:key"
  std::string first;    // when
  std::string last;
  uint64_t entries = 0;
  std::vector<std::string> fields;    // that were shown
  std::vector<std::string> accounts;  // that saw them
};

/// The answer. Counted entries that name nobody are `lists`.
struct BreachReport {
  std::vector<ExposedPerson> people;
  std::vector<AuditLine> lists;  // entries that showed several records and name none
  uint64_t erased = 0;  // entries about people who were erased since; of an export: such people
  HandedOut release;    // the export, where one is asked about
  bool is_everybody = false;  // it does not name whom it holds: they are all there are today
  std::string aware;
  std::string due;           // 72 hours later: the regulator must have been told
  int64_t seconds_left = 0;  // negative: overdue
};

/// Lists whom an account, a source or an export exposed. Throws Error(request_invalid) when none or
/// several are named, for a period that is none, and for an export that is not in the register.
BreachReport breach_report(const BreachRequest& request);

}  // namespace newlyn::workspace
