// SPDX-License-Identifier: MIT
// What of a purpose would hide or seal otherwise than whoever wrote it may think.
#pragma once

#include <string>
#include <vector>

#include "governance/purpose.h"
#include "workspace/home.h"

namespace newlyn::workspace {

/// Sources that there are none of, fields that no record of its sources has, roles that nobody has;
/// rules about rows by a field that the records of a source do not have, or by values that none of
/// them has; each in a sentence with what to do. Asks the records as they were last read; of a
/// source without any nothing is said.
std::vector<std::string> purpose_remarks(const Home& home, const governance::Purpose& purpose);

}  // namespace newlyn::workspace
