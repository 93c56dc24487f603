// SPDX-License-Identifier: MIT
// The rules that follow from the standard schema, the mapping and the definition of a source.
#pragma once

#include <string_view>
#include <vector>

#include "profile/quality.h"
#include "workspace/quality/source_rows.h"

namespace newlyn::workspace {

/// Whether a record of that kind is expected to have this field, or another in its place.
bool is_expected(std::string_view kind, std::string_view field);

/// Rules over SourceRows::kTable: what a kind of record must have, values under the rule of their
/// kind, dates in their order, what was agreed on freshness. Those about several tables
/// (duplicates, references) are not among them.
std::vector<profile::QualityRule> built_in_rules(store::Store& store, const SourceRows& rows);

}  // namespace newlyn::workspace
