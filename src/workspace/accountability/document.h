// SPDX-License-Identifier: MIT
// The governance report as one JSON document, and the page that is made from it, so that both say
// the same.
#pragma once

#include <nlohmann/json.hpp>

#include "workspace/accountability/facts.h"
#include "workspace/files/report_page.h"
#include "workspace/index/entity_kinds.h"

namespace newlyn::workspace {

using Document = nlohmann::ordered_json;

/// The whole report.
Document report_document(const GovernanceFacts& facts);

/// The record of processing activities: one object a purpose.
Document processing_record(const GovernanceFacts& facts);

/// The draft of the impact assessment.
Document impact_assessment(const GovernanceFacts& facts);

/// One transparency record a model, tiers 1 and 2.
Document transparency_records(const GovernanceFacts& facts);

/// The same as CSV (RFC 4180), a row for each field of the Algorithmic Transparency Recording
/// Standard, version 3, under the name that it has there. Throws Error(request_invalid) where
/// tier 1 of a record lacks anything.
std::string transparency_csv(const GovernanceFacts& facts);

/// What tier 1 of the record of a model lacks, as members and the file that each is written in:
/// "description in models/person.toml". Empty: it is whole.
std::vector<std::string> tier_one_gaps(const GovernanceFacts& facts, const ModelFacts& model);

/// Throws Error(request_invalid) where newlyn.toml demands whole records of models and tier 1 of
/// that of `kind` lacks anything. A kind without a model yet counts as one with it.
void expect_transparent(const Home& home, const EntityKind& kind);

/// What speaks for each of the ten principles of secure design.
Document secure_design(const GovernanceFacts& facts);

/// Objects of one shape as a table with a row each.
PageTable table_of(const Document& list);

/// The page of a report.
Page report_page(const Document& report);

}  // namespace newlyn::workspace
