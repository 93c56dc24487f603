// SPDX-License-Identifier: MIT
// Which lists ask for a value, so that a record without it says that somebody has none.
#pragma once

#include <string>
#include <vector>

#include "pairs/pair_columns.h"

namespace newlyn::linkage {

/// The lists in which so many records have a value of the column `asked` that the others lack it
/// because there is none, as a rule: by name, in the order of names. `list` and `asked` are
/// columns.
std::vector<std::string> lists_that_ask(const pairs::PairColumns& columns, uint16_t list,
                                        uint16_t asked);

}  // namespace newlyn::linkage
