// SPDX-License-Identifier: MIT
// Whether the user that a source is read by could change what is read.
#pragma once

#include <cstdint>

#include "source/definition.h"
#include "store/store.h"

namespace newlyn::source {

/// What the user of a source may do there. `unknown` where the database could not be asked.
enum class Rights : uint8_t { only_reads, may_write, unknown };

/// Asks the database of an opened source what its user may do with the table; for a query, with
/// any table that the user sees. Files only read: they are opened for reading.
Rights rights_of(store::Store& store, const Definition& definition);

}  // namespace newlyn::source
