// SPDX-License-Identifier: MIT
// Entries of the log from before a seal that name whom it hides: for information governance
// officers alone, as the seal itself is.
#pragma once

#include <memory>
#include <optional>

#include "governance/audit_log.h"
#include "workspace/home.h"
#include "workspace/index/subjects.h"

namespace newlyn::workspace {

/// Asks the indexes who is hidden, once somebody asks.
class SealedEntries {
 public:
  /// `people`: the indexes where they are open, else null. Requires: it and `home` outlive this.
  explicit SealedEntries(const Home& home, const SubjectIndex* people = nullptr)
      : home_(home), people_(people) {}

  /// Whether an entry made an identity sealed: those before it may name whom it hides.
  static bool is_seal(const governance::AuditRecord& record);
  /// The entry as it may be shown: nothing where it is about somebody whom a seal hides today, by
  /// an id or a record; else without the names of such among the others it names. What was asked in
  /// vain names nobody: it is as if they had never been there.
  std::optional<governance::AuditRecord> shown(governance::AuditRecord record);

 private:
  const SubjectIndex& people();

  const Home& home_;
  const SubjectIndex* people_;
  std::unique_ptr<SubjectIndex> opened_;
};

}  // namespace newlyn::workspace
