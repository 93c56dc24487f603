// SPDX-License-Identifier: MIT
// Keeps the standard records of a source beside its record versions.
#pragma once

#include "base/run_context.h"
#include "source/crawl.h"

namespace newlyn::workspace {

/// Makes the table standard_NAME anew from the last versions of the records that are not gone:
/// native id, version, and the standard columns. All records are standardised together, because
/// what the order of day and month is follows from the whole column, not from the rows that changed
/// today.
void standardise_source(store::Store& store, const source::Definition& definition, RunContext& run);

}  // namespace newlyn::workspace
