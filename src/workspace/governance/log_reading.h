// SPDX-License-Identifier: MIT
// Entries of the log by period, for those who look over it.
#pragma once

#include <functional>
#include <string>

#include "governance/audit_log.h"
#include "workspace/audit.h"
#include "workspace/oversight.h"

namespace newlyn::workspace {

/// Throws Error(request_invalid) for what is no day.
void check_day(const std::string& day);

/// The first microsecond of a day in UTC. Requires: a day.
int64_t micros_of_day(const std::string& day);

/// The day of a moment, and the day after another.
std::string day_of(int64_t micros);
std::string day_after(const std::string& day);

/// The moment of an entry, microseconds since 1970.
int64_t micros_of(const governance::AuditRecord& record);

/// Whether an entry tells of a seal on an identity: for information governance officers alone.
bool tells_of_a_seal(const governance::AuditRecord& record);

/// Calls `take` with every entry of the period in order, but for those that tell of seals.
void each_entry(const governance::AuditLog& log, const Period& period,
                const std::function<void(const governance::AuditRecord&)>& take);

/// The same with those that tell of seals.
void each_entry_of_all(const governance::AuditLog& log, const Period& period,
                       const std::function<void(const governance::AuditRecord&)>& take);

/// An entry for people.
AuditLine audit_line(const governance::AuditRecord& record);

/// Whether an entry is somebody's look at people: of a verb that shows values, and that it showed.
bool is_look(const governance::AuditRecord& record);

/// All whom an entry names and whose keys are there, each once.
std::vector<std::string> names_in(const governance::AuditRecord& record);

/// Whether an entry says that something was refused.
bool is_refusal(const governance::AuditRecord& record);

/// Whether an entry is of those who look over the log: it is about looks, and no look itself.
bool is_oversight(const governance::AuditRecord& record);

/// Whether an entry's verb hands values of records to people.
bool takes_data(const governance::AuditRecord& record);

/// The number of the entry that an entry of `audit review` is about, and its outcome; false for
/// other entries.
bool is_review(const governance::AuditRecord& record, ReviewOutcome& outcome);

}  // namespace newlyn::workspace
