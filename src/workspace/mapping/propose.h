// SPDX-License-Identifier: MIT
// Proposes what the columns of a source mean under the standard schema.
#pragma once

#include <string>
#include <vector>

#include "record/recognised_column.h"
#include "workspace/map_source.h"

namespace newlyn::workspace {

/// What a proposal is made from.
struct ProposalInput {
  std::string source;
  std::vector<record::RecognisedColumn> columns;  // copied ones, with what they were found to be
};

/// A mapping with a record for each party that the headers tell apart ("tenant 1", "landlord",
/// "surname 2"), one for the property where there are several parties or a header speaks of one,
/// one for an event where dates, amounts or a status are left over, and the relations between
/// them. Fills `mapping`, `fields` (without examples) and `unmapped`.
MapProposal propose_mapping(const ProposalInput& input);

}  // namespace newlyn::workspace
