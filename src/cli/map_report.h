// SPDX-License-Identifier: MIT
// Answers about mappings in words and for programs.
#pragma once

#include <string>
#include <vector>

#include "workspace/map_source.h"

namespace newlyn::cli {

/// What a person reads after `map`, and the same as JSON. So for the others.
std::string map_proposal_text(const std::string& source, const workspace::MapProposal& proposal);
/// See map_proposal_text.
std::string map_proposal_json(const workspace::MapProposal& proposal);
/// See map_proposal_text.
std::string map_preview_text(const workspace::MapPreview& preview);
/// See map_proposal_text.
std::string map_preview_json(const workspace::MapPreview& preview);
/// See map_proposal_text.
std::string map_check_text(const std::string& source, const workspace::MapCheck& check);
/// See map_proposal_text.
std::string map_check_json(const workspace::MapCheck& check);

}  // namespace newlyn::cli
