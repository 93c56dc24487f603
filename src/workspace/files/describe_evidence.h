// SPDX-License-Identifier: MIT
// The evidence of a pair in words.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "linkage/linkage.h"
#include "workspace/link_files.h"

namespace newlyn::workspace {

/// What a comparison looked at in both records.
using ComparedValues =
    std::function<std::pair<std::string, std::string>(const linkage::ModelComparison&)>;

/// Writes the evidence of a pair into its report: the parts with the m and u they weigh by and the
/// values they looked at, and the sums.
void describe_evidence(const linkage::Model& model, const linkage::PairEvidence& evidence,
                       const ComparedValues& values, PairReport& report);

}  // namespace newlyn::workspace
