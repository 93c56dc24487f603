// SPDX-License-Identifier: MIT
// An audit entry as the JSON line that is a leaf of the tree.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "governance/audit/subject_keys.h"
#include "governance/audit/tiles.h"
#include "governance/audit_log.h"

namespace newlyn::governance {

/// Longest entry, bytes: an entry bundle counts in 16 bits.
inline constexpr size_t kEntryBytesMax = 65'535;

/// The record of an entry: JSON without anything personal, and what is, sealed with the subject's
/// key. The subject itself is known by name inside the sealed part only. Throws
/// Error(request_invalid) for an entry that is too long.
LogRecord record_of(const AuditEntry& entry, const std::string& time, SubjectKeys& keys);

/// Whether a record's sealed bytes are those its entry promises.
bool sealed_fits(const LogRecord& record);

/// Reads a record. `key` opens the sealed part, if there is one.
std::optional<AuditRecord> read_record(const LogRecord& record,
                                       const std::optional<SubjectKeys::Key>& key);

/// The subject's mark in an entry, without reading the rest; empty when there is none.
std::string mark_of(std::string_view entry);

}  // namespace newlyn::governance
