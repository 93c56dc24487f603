// SPDX-License-Identifier: MIT
// Keeps the standard records of a source beside its record versions.
#pragma once

#include <optional>

#include "base/run_context.h"
#include "source/crawl.h"
#include "source/mapping.h"

namespace newlyn::workspace {

/// Makes the table standard_NAME anew from the last versions of the records that are not gone:
/// native id, version, and the standard columns. All records are standardised together, because
/// what the order of day and month is follows from the whole column, not from the rows that changed
/// today.
///
/// With a mapping a row can stand there several times, once for each record that it yields, told
/// apart by newlyn_record and newlyn_kind; relation_NAME then has the relations between them, and
/// value_NAME, a view, every value with its type and period. Returns the version of the mapping, 0
/// without one. Throws Error(request_invalid) for a mapping that reads a column that was never
/// copied.
int64_t standardise_source(store::Store& store, const source::Definition& definition,
                           const std::optional<source::Mapping>& mapping, RunContext& run);

/// Drops a table or a view that standardise_source made, where it is there.
void drop_made(store::Store& store, const std::string& name);

/// Whether the standard records of a source were made with this mapping, be it of earlier rows.
bool is_standardised_by(store::Store& store, const std::string& source,
                        const source::Mapping& mapping);

/// The rows of a source that stand for its records today, for FROM: key, version, what is copied.
std::string current_rows(const std::string& source);

/// Throws Error(request_invalid) for a mapping that reads a column of which nothing is stored.
void check_mapped_columns(store::Store& store, const source::Definition& definition,
                          const source::Mapping& mapping);

/// The table in which applied mappings are kept, made where it is not there.
void prepare_mappings(store::Store& store);

}  // namespace newlyn::workspace
