// SPDX-License-Identifier: MIT
// The verb about data subjects' rights: when a request is due.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace newlyn::workspace {

/// Days are "2026-11-28".
struct RightsDueRequest {
  std::string received;
  std::string identity;                                     // empty: no proof was needed
  std::vector<std::pair<std::string, std::string>> pauses;  // asked, answered (empty: not yet)
  bool extended = false;
  std::string nation = "england_and_wales";
};

/// The answer; days are empty where there is none.
struct RightsDueResponse {
  std::string due;
  std::string tell_by;
  std::string habit;
  uint64_t paused_days = 0;
  std::string note;
};

/// When a subject access request must be answered. Needs no workspace. Throws
/// Error(request_invalid) for a day or nation that is none.
RightsDueResponse rights_due(const RightsDueRequest& request);

}  // namespace newlyn::workspace
