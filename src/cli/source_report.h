// SPDX-License-Identifier: MIT
// The answers of newlyn source as text and as JSON.
#pragma once

#include <string>
#include <vector>

#include "workspace/sources.h"

namespace newlyn::cli {

/// The answer of `source limit`.
std::string source_limit_text(const workspace::SourceLimitResponse& response);
std::string source_limit_json(const workspace::SourceLimitResponse& response);

/// What a person reads after `source add`, and the same as JSON. So for the others.
std::string source_add_text(const workspace::SourceAddResponse& response);
/// See source_add_text.
std::string source_add_json(const workspace::SourceAddResponse& response);
/// See source_add_text.
std::string source_list_text(const std::vector<source::Definition>& definitions);
/// See source_add_text.
std::string source_list_json(const std::vector<source::Definition>& definitions);
/// See source_add_text.
std::string source_check_text(const std::string& name,
                              const workspace::SourceCheckResponse& response);
/// See source_add_text.
std::string source_check_json(const workspace::SourceCheckResponse& response);
/// See source_add_text.
std::string source_read_text(const source::CrawlReport& report);
/// See source_add_text.
std::string source_read_json(const source::CrawlReport& report);
/// The same of several sources, as one object.
std::string source_reads_json(const std::vector<source::CrawlReport>& reports);
/// One line a source.
std::string source_status_text(const std::vector<workspace::SourceHealth>& all);
/// See source_add_text.
std::string source_status_json(const std::vector<workspace::SourceHealth>& all);
/// All about one source: health, what is copied and what is not, its last runs.
std::string source_details_text(const workspace::SourceHealth& health);

}  // namespace newlyn::cli
