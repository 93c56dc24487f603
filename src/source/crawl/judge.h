// SPDX-License-Identifier: MIT
// Whether a delivery is what was agreed, and what became of the columns. Pure: no store, no clock.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "source/crawl.h"

namespace newlyn::source {

/// What is known about the source before this run.
struct Before {
  std::optional<SourceRun> last;       // the last complete run
  std::optional<SourceRun> last_full;  // the last that read everything
  std::vector<KnownColumn> columns;
};

/// Throws Error(source_unreadable) when what everything depends on is not there: the key, or all
/// that is copied.
void check_columns(const Definition& definition, const std::vector<SourceColumn>& now);

/// Why the delivery has to wait for a person, as a sentence; empty when it is as agreed.
std::string reason_to_hold(const Definition& definition, const SchemaChange& schema,
                           const Before& before, const SourceRun& run);

/// The columns to write into the history: as they are now, except that a column that was kept back
/// keeps the type it had, so that it is told again.
std::vector<KnownColumn> columns_to_note(const Definition& definition, const SchemaChange& schema,
                                         const std::vector<KnownColumn>& known,
                                         const std::vector<SourceColumn>& now);

}  // namespace newlyn::source
