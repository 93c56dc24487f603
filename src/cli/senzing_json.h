// SPDX-License-Identifier: MIT
// Answers about single records in the shapes of Senzing's JSON, each on one line.
#pragma once

#include <string>
#include <vector>

#include "workspace/look_records.h"
#include "workspace/records.h"

namespace newlyn::cli {

/// What became of a line: with-info, {"DATA_SOURCE", "RECORD_ID", "AFFECTED_ENTITIES", ...}.
std::string outcome_json(const workspace::RecordOutcome& outcome);

/// {"RESOLVED_ENTITY": {...}, "RELATED_ENTITIES": [...]}.
std::string get_json(const workspace::LookedEntity& entity);

/// {"RESOLVED_ENTITIES": [{"MATCH_INFO": {...}, "ENTITY": {"RESOLVED_ENTITY": {...}}}]}.
std::string searched_json(const std::vector<workspace::SearchedEntity>& found);

/// {"WHY_RESULTS": [{"ENTITY_ID", "ENTITY_ID_2", "MATCH_INFO": {...}}]}.
std::string why_result_json(const workspace::WhyResponse& why);
std::string why_search_json(const workspace::WhySearchResponse& why);

/// {"HOW_RESULTS": {"RESOLUTION_STEPS": [...], "FINAL_STATE": {...}}}.
std::string how_result_json(const workspace::HowResponse& how);

/// {"ERROR": "..."}: of a question that cannot be answered.
std::string question_error_json(uint64_t line, const std::string& why);

}  // namespace newlyn::cli
