// SPDX-License-Identifier: MIT
// Attaches a database to the store, for reading only, and names what is read of it.
#pragma once

#include <string>
#include <vector>

#include "source/definition.h"
#include "source/open_source.h"

namespace newlyn::source {

/// Attaches the database of `definition` as the catalog `peer` and fills relation, columns, key
/// and tells_lengths of `source`. Throws what the store throws; see source_failure; and what
/// CommittedCopy throws.
void attach_database(store::Store& store, const Definition& definition, OpenSource& source,
                     const RunContext& run);

}  // namespace newlyn::source
