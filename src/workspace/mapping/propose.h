// SPDX-License-Identifier: MIT
// Proposes what the columns of a source mean under the standard schema.
#pragma once

#include <string>
#include <vector>

#include "profile/parties.h"
#include "record/text_column.h"
#include "workspace/map_source.h"

namespace newlyn::workspace {

/// What a proposal is made from.
struct ProposalInput {
  std::vector<profile::PartyColumn> columns;      // with what they were found to be
  std::vector<const record::TextColumn*> values;  // of each column, some rows
  std::vector<std::string> key;                   // columns that only tell rows apart
  std::string source = {};                        // its name: what its events are, if nothing says
};

/// A mapping with a record for each party that the headers tell apart, one for the property where
/// there is one or several people share an address, one for an event, a marker, a service's
/// involvement, an account or a vehicle where columns are left over that speak of one, and the
/// relations between them. Fills `mapping`, `fields` (without examples) and `unmapped`.
MapProposal propose_mapping(const ProposalInput& input);

}  // namespace newlyn::workspace
