// SPDX-License-Identifier: MIT
// Seals that are open: found in the store, believed for their entries in the audit log alone.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "governance/audit_log.h"
#include "store/store.h"
#include "workspace/home.h"
#include "workspace/seals.h"

namespace newlyn::workspace {

/// A moment to the second, as openings have it.
std::string moment_text(int64_t micros);

/// What the entry of an opening has as its rule.
std::string opening_rule(uint64_t minutes, const std::string& owner);

/// The opening that an entry is; nothing for any other entry. Whether it is open is as of `now`.
std::optional<SealOpening> read_opening(const governance::AuditRecord& record, int64_t now);

/// The latest moment known, microseconds: now, or that of an entry from `first` on. A clock that
/// was set back keeps no seal open.
int64_t latest_moment(const governance::AuditLog& log, uint64_t first);

/// What entries of looks add to their rule for the opening with this number; the number of it, or
/// nothing where a rule has none.
std::string look_mark(uint64_t entry);
std::optional<uint64_t> opening_of_look(const std::string& rule);

/// Notes where an opening stands in the log.
void note_opening(store::Store& store, const SealOpening& opening);

/// Counts openings that nobody reviewed, of a log that is gone over in order.
class UnreviewedSeals {
 public:
  void take(const governance::AuditRecord& record);
  size_t count() const noexcept { return open_.size(); }

 private:
  std::set<uint64_t> open_;
};

/// Who looks, and for what.
struct SealReader {
  std::string who;
  std::string purpose;
};

/// Entities whose seals are open for somebody now, with the entry of each.
std::map<std::string, uint64_t> opened_seals(const Home& home, store::Store& store,
                                             const SealReader& reader);

}  // namespace newlyn::workspace
