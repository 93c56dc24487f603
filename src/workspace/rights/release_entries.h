// SPDX-License-Identifier: MIT
// From an entry of the log to what it handed out: the entry names the number of the register, which
// has all whom that holds, too many for entries to name.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "governance/audit_log.h"
#include "workspace/rights/releases.h"

namespace newlyn::workspace {

/// What the rule of an entry ends in.
std::string release_mark(uint64_t release);

/// The number of the register that an entry names; nothing where it names none.
std::optional<uint64_t> release_of(const governance::AuditRecord& record);

/// What an entry handed out, with its entities. Nothing where it names no number of the register,
/// or the register came back from a copy and has something else under it.
std::optional<Release> released_by(store::Store& store, const governance::AuditRecord& record);

/// The numbers of the register that name an entity of which `is_meant` says so.
std::set<uint64_t> releases_naming(store::Store& store,
                                   const std::function<bool(const std::string& entity)>& is_meant);

}  // namespace newlyn::workspace
