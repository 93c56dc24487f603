// SPDX-License-Identifier: MIT
// The tables of the crawl in the store: runs, columns, versions of records, what was not seen.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "source/crawl.h"

namespace newlyn::source {

/// The catalog of the workspace's own data, which is the name of its file without the ending.
inline constexpr std::string_view kOwnCatalog = "store";

/// The table of a source's record versions, with its catalog, quoted for SQL.
std::string record_table(const std::string& source);

/// A query for the last version of every record of a source.
std::string current_sql(const std::string& source);

/// Writes that a run began and returns it with its number.
SourceRun begin_run(store::Store& store, const std::string& source);

/// Writes the end of a run.
void end_run(store::Store& store, const SourceRun& run);

/// The last complete run, or nothing.
std::optional<SourceRun> last_complete(store::Store& store, const std::string& source);

/// The last complete run that read everything, or nothing.
std::optional<SourceRun> last_full(store::Store& store, const std::string& source);

/// Incremental runs since the last full one.
uint64_t runs_since_full(store::Store& store, const std::string& source);

/// Ends a transaction that failed. A commit that failed has done so already.
void roll_back(store::Store& store) noexcept;

/// Writes the columns that a run saw.
void store_columns(store::Store& store, const SourceRun& run,
                   const std::vector<KnownColumn>& columns);

}  // namespace newlyn::source
