// SPDX-License-Identifier: MIT
// An audit entry as the JSON line that is a leaf of the tree.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "governance/audit/subject_keys.h"
#include "governance/audit/tiles.h"
#include "governance/audit/typed_keys.h"
#include "governance/audit_log.h"

namespace newlyn::governance {

/// Longest entry, bytes: an entry bundle counts in 16 bits.
inline constexpr size_t kEntryBytesMax = 65'535;

/// The keys that seal entries.
struct EntryKeys {
  SubjectKeys& subjects;
  TypedKeys& typed;
};

/// The record of an entry: JSON without anything personal, and what is, sealed with the subject's
/// key. The subject itself is known by name inside the sealed part only. An entry with further
/// subjects or with what was typed has several sealed parts, each with four bytes of its length
/// before it: the subject's, the others' in their order, what was typed. Throws
/// Error(request_invalid) for an entry that is too long.
LogRecord record_of(const AuditEntry& entry, const std::string& time, const EntryKeys& keys);

/// Whether a record's sealed bytes are those its entry promises.
bool sealed_fits(const LogRecord& record);

/// Reads a record as far as there are keys to its sealed parts.
std::optional<AuditRecord> read_record(const LogRecord& record, const EntryKeys& keys);

/// Whether an entry has a subject, first or further, of this mark, without reading the rest.
bool has_mark(std::string_view entry, std::string_view mark);

/// The slot of the key of what was typed in an entry; nothing where nothing was.
std::optional<uint64_t> typed_slot(std::string_view entry);

}  // namespace newlyn::governance
