// SPDX-License-Identifier: MIT
// What the attributes of Senzing records mean under the standard schema. Their names are
// documented, so nothing has to be guessed from headers or values.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "workspace/map_source.h"

namespace newlyn::workspace {

/// Whether columns are those of Senzing records: DATA_SOURCE and RECORD_ID are among them.
bool is_senzing(const std::vector<std::string>& columns);

/// The mapping of such columns: a record of a person and one of an organisation, of which
/// RECORD_TYPE, or NAME_ORG where that says nothing, tells which one a row yields. Fills `mapping`,
/// `fields` (without examples) and `unmapped`.
MapProposal propose_senzing(const std::vector<std::string>& columns);

/// Why the attribute of a column is not taken; empty for payload.
std::string why_senzing_is_left(const std::string& column);

}  // namespace newlyn::workspace
