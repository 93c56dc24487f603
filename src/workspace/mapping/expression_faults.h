// SPDX-License-Identifier: MIT
// What the SQL that a mapping holds, how a value is cleaned and when a record is there, cannot do.
#pragma once

#include <string>
#include <vector>

#include "source/definition.h"
#include "source/mapping.h"
#include "store/store.h"

namespace newlyn::workspace {

/// Throws Error(request_invalid), naming source, record, field, expression and remedy, where an
/// expression cannot be run over `rows`, which stands after FROM, whatever its values are.
void check_expressions(store::Store& store, const source::Definition& definition,
                       const source::Mapping& mapping, const std::string& rows);

/// A sentence for each expression that failed for some of the rows. A value that cannot be cleaned
/// is taken as none, and a record whose condition fails as not there. Reads every row again, where
/// the mapping has expressions at all.
std::vector<std::string> expression_faults(store::Store& store,
                                           const source::Definition& definition,
                                           const source::Mapping& mapping, const std::string& rows);

}  // namespace newlyn::workspace
