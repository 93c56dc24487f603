// SPDX-License-Identifier: MIT
// Entities, and what was found of them, for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "workspace/entities.h"
#include "workspace/judgements.h"
#include "workspace/search_entities.h"

namespace newlyn::cli {

/// What a search found.
std::string search_text(const std::vector<workspace::SearchLine>& lines,
                        const std::vector<std::string>& notes);
std::string search_json(const std::vector<workspace::SearchLine>& lines,
                        const std::vector<std::string>& notes);

/// Who a record is, or each record of a list.
std::string find_text(const workspace::FindRequest& request,
                      const workspace::FindResponse& response);
std::string find_json(const workspace::FindResponse& response);

/// A line that says where an id leads that was merged into another; nothing where it was not.
std::string redirect_text(const std::string& asked, const std::string& id);

/// One entity from all sides.
std::string entity_text(const workspace::EntityView& view);
std::string entity_json(const workspace::EntityView& view);
std::string history_text(const workspace::EntityHistory& history);
std::string history_json(const workspace::EntityHistory& history);
std::string why_text(const workspace::WhyResponse& why);
std::string why_json(const workspace::WhyResponse& why);
std::string how_text(const workspace::HowResponse& how);
std::string how_json(const workspace::HowResponse& how);
std::string entity_export_json(const workspace::EntityExport& all);

/// A correction in one line.
std::string correction_text(const workspace::CorrectionLine& line);

/// Judgements and what became of them.
std::string judged_text(const workspace::JudgeResponse& response, const std::string& what);
std::string judged_json(const workspace::JudgeResponse& response);
std::string judgements_text(const std::vector<workspace::JudgementLine>& lines);
std::string judgements_json(const std::vector<workspace::JudgementLine>& lines);

}  // namespace newlyn::cli
