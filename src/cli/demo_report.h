// SPDX-License-Identifier: MIT
// What the demonstration tells.
#pragma once

#include <string>

#include "workspace/demo_borough.h"
#include "workspace/link_files.h"

namespace newlyn::cli {

/// The story of one file of people.
std::string sample_story(const workspace::LinkFilesRequest& request,
                         const workspace::LinkFilesResponse& response);

/// The story of a borough: its systems, how good they are, who was found, where to look.
std::string borough_story(const workspace::DemoBoroughRequest& request,
                          const workspace::DemoBoroughResponse& response);
std::string borough_json(const workspace::DemoBoroughResponse& response);

/// What to try next, with `program` as one would call it from here.
std::string next_words(const workspace::DemoBoroughResponse& response, const std::string& program);

/// The questions that --question takes.
std::string questions_text();

}  // namespace newlyn::cli
