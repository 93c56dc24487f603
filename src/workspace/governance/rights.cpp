// SPDX-License-Identifier: MIT
// Puts days into words and back.
#include "workspace/rights.h"

#include <fmt/format.h>

#include <optional>

#include "base/error.h"
#include "governance/subject_access.h"

namespace newlyn::workspace {
namespace {

governance::Day day_of(const std::string& text) {
  const auto day = governance::read_day(text);
  if (!day) {
    throw Error(Code::request_invalid, fmt::format("{} is no day. Write it as 2026-11-28.", text));
  }
  return *day;
}

governance::Nation nation_of(const std::string& name) {
  if (name == "england_and_wales") return governance::Nation::england_and_wales;
  if (name == "scotland") return governance::Nation::scotland;
  if (name == "northern_ireland") return governance::Nation::northern_ireland;
  throw Error(Code::request_invalid,
              fmt::format("{} is no nation here. Take england_and_wales, scotland or "
                          "northern_ireland.",
                          name));
}

std::string text_of(const std::optional<governance::Day>& day) {
  return day ? governance::day_text(*day) : "";
}

}  // namespace

RightsDueResponse rights_due(const RightsDueRequest& request) {
  governance::SubjectAccessRequest known{
      day_of(request.received), {}, {}, request.extended, nation_of(request.nation)};
  if (!request.identity.empty()) known.identity_shown = day_of(request.identity);
  for (const auto& [asked, answered] : request.pauses) {
    governance::ClarificationPause pause{day_of(asked), {}};
    if (!answered.empty()) pause.answered = day_of(answered);
    known.pauses.push_back(pause);
  }
  const auto deadline = governance::subject_access_deadline(known);
  return {text_of(deadline.due), text_of(deadline.tell_by), text_of(deadline.habit),
          deadline.paused_days, deadline.note};
}

}  // namespace newlyn::workspace
