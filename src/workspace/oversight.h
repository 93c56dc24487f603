// SPDX-License-Identifier: MIT
// The verbs that look over shoulders: who saw a person, what an account did, which looks are
// unusual, and what a manager found out about them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "governance/oversight.h"
#include "workspace/audit.h"
#include "workspace/home.h"

namespace newlyn::workspace {

/// Days of the log, both included: "2026-11-28". Empty: no end on this side.
struct Period {
  std::string from;
  std::string to;
};

/// All entries about an entity or a record ("people:17"), oldest first. Where records were linked:
/// about the entity under any id it had, and about each record that is in it today.
std::vector<AuditLine> audit_who_saw(const Asked& asked, const std::string& subject);

/// All entries of an account, oldest first.
std::vector<AuditLine> audit_what_did(const Asked& asked, const std::string& account,
                                      const Period& period);

/// What a person asks of `audit unusual`.
struct UnusualRequest {
  Asked asked;
  Period period;       // empty: the last seven days
  size_t budget = 20;  // items a week
};

/// An item with what a manager found out about it.
struct UnusualLine {
  governance::UnusualItem item;
  std::string outcome;  // of the last of its entries that was reviewed; empty: none was
};

/// The answer.
struct UnusualResponse {
  std::string from;  // days
  std::string to;
  uint64_t looks = 0;
  std::vector<UnusualLine> items;
  std::vector<std::string> warnings;
};

/// Finds the looks a manager should ask about. Reads staff.csv, and well_known.csv where it is
/// there. Throws Error(source_missing) without staff.csv, and Error(request_invalid) with the line
/// of what is wrong in them.
UnusualResponse audit_unusual(const UnusualRequest& request);

/// What a manager asks for: a sample, or to note an outcome.
struct ReviewRequest {
  Asked asked;
  Period period;
  std::string account;  // only entries of this account
  std::string team;     // only entries of this team
  size_t count = 10;    // of the sample
};

/// Looks drawn by chance that nobody reviewed and the one who asks did not make.
struct ReviewSample {
  uint64_t of = 0;  // how many looks there are to draw from
  std::vector<AuditLine> lines;
  uint64_t broken_seals = 0;  // openings of seals that nobody reviewed: see seal_list
};
ReviewSample audit_review_sample(const ReviewRequest& request);

/// The outcome of one entry: "justified", "unclear" or "misuse"; `note` may say why.
struct ReviewOutcome {
  uint64_t entry = 0;
  std::string outcome;
  std::string note;
};

/// Notes an outcome in the log. Throws Error(access_refused) for an entry of one's own, and
/// Error(request_invalid) for an outcome or entry that there is none of.
void audit_review_note(const Asked& asked, const ReviewOutcome& outcome);

/// How many looks of a period were reviewed, by account and outcome.
struct ReviewCount {
  std::string account;
  uint64_t looks = 0;
  uint64_t justified = 0;
  uint64_t unclear = 0;
  uint64_t misuse = 0;
};
std::vector<ReviewCount> audit_review_counts(const ReviewRequest& request);

}  // namespace newlyn::workspace
