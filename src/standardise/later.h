// SPDX-License-Identifier: MIT
// Standardising records that come after those whose columns say how their values are read.
#pragma once

#include <memory>
#include <vector>

#include "standardise/standardise.h"

namespace newlyn::standardise {

struct Evidence;
/// What whole columns say about how their values are read: the order of day and month, the country
/// of postcodes, the region of telephone numbers. One for each input.
using KeptEvidence = std::shared_ptr<const std::vector<Evidence>>;

/// Keeps the evidence of inputs for records that come later.
KeptEvidence keep_evidence(const std::vector<Input>& inputs);

/// Standardises records that came later as if they stood among those the evidence is of. Requires:
/// as many inputs with the same columns.
StandardRecords standardise_later(const std::vector<Input>& inputs, const KeptEvidence& evidence);

}  // namespace newlyn::standardise
