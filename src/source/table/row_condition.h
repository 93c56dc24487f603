// SPDX-License-Identifier: MIT
// The condition that rows of a source have to meet.
#pragma once

#include <string>

#include "source/definition.h"
#include "store/store.h"

namespace newlyn::source {

/// Throws Error(request_invalid) where the condition of `definition` cannot be asked of the rows
/// of `relation`, which stands after FROM. Reads no row.
void check_condition(store::Store& store, const Definition& definition,
                     const std::string& relation);

}  // namespace newlyn::source
