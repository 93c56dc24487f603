// SPDX-License-Identifier: MIT
// What speaks for and against two records of an index being one.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "index/trusted_ids.h"
#include "workspace/index/desk.h"
#include "workspace/link_files.h"

namespace newlyn::workspace {

/// A record with everything that follows from its values, as weights are worked out.
std::vector<std::string> complete_values(const KindIndex& open, const index::Record& record);

/// What one record weighs with each of the others, all of them complete.
std::vector<double> weights_with(const KindIndex& open, const std::vector<std::string>& first,
                                 std::span<const std::vector<std::string>> others);

/// What two records of an index weigh together.
double weight_between(const KindIndex& open, const index::View& index, const index::RecordKey& left,
                      const index::RecordKey& right);

/// What the source has of a record, without the columns that are Newlyn's own.
std::vector<std::pair<std::string, std::string>> source_values(Desk& desk,
                                                               const index::RecordKey& key);

/// The same of a record that is seen; where something is hidden, what is seen of the standard
/// record.
std::vector<std::pair<std::string, std::string>> record_values(Desk& desk, const index::View& index,
                                                               const index::RecordKey& key);

/// The records whose weight is greatest, one of each side. Requires: neither side is empty.
std::pair<index::RecordKey, index::RecordKey> likest(const KindIndex& open,
                                                     const index::View& index,
                                                     const std::vector<index::RecordKey>& left,
                                                     const std::vector<index::RecordKey>& right);

/// A record as it is compared, and as it is shown beside what was compared.
struct ComparedRecord {
  RecordReport report;
  index::Record record;
};

/// Two records taken apart, of which one need not be in the index.
PairReport pair_report(const KindIndex& open, const ComparedRecord& left,
                       const ComparedRecord& right);

/// Two records of the desk's first kind taken apart.
PairReport pair_report(Desk& desk, const index::View& index, const index::RecordKey& left,
                       const index::RecordKey& right);

/// A trusted id that both have.
std::optional<record::TrustedId> shared_trusted_id(const index::Record& left,
                                                   const index::Record& right);

/// The veto that two records break, trusted ids among them; empty for none.
std::string broken_veto(const EntityKind& kind, const index::Record& left,
                        const index::Record& right);

}  // namespace newlyn::workspace
