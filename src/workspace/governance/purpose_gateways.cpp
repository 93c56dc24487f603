// SPDX-License-Identifier: MIT
// An officer alone, for a source that carries a limit, with a gateway that opens it.
#include "workspace/governance/purpose_gateways.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/clock.h"
#include "base/error.h"
#include "workspace/governance/purpose_setting.h"
#include "workspace/governance/trace.h"
#include "workspace/rights/request_book.h"

namespace newlyn::workspace {
namespace {

void expect_officer(const Home& home) {
  if (is_governance_officer(home, principal())) return;
  throw Error(Code::access_refused,
              "Gateways are recorded by information-governance officers alone. Who answers for "
              "this workspace names them with information_governance_officers under [rights] in "
              "newlyn.toml, or gives the role information_governance_officer in "
              "policy/roles.toml.");
}

void expect_said(const PurposeGateway& wanted) {
  if (wanted.gateway.empty() != wanted.withdrawn) {
    throw Error(Code::request_invalid,
                "Name the gateway with --gateway NAME, or give --withdraw: newlyn purpose law "
                "lists those there are.");
  }
  if (!wanted.reason.empty()) return;
  throw Error(Code::request_invalid,
              "A gateway needs a reason that another officer can follow. Give it with --reason "
              "TEXT.");
}

/// Refuses where nothing was noted, with what kept it.
[[noreturn]] void refuse(const governance::PurposeSetting& setting, const PurposeGateway& wanted,
                         const std::vector<governance::PurposeFinding>& obstacles) {
  if (!obstacles.empty()) {
    throw Error(Code::request_invalid, obstacles[0].what + " " + obstacles[0].remedy);
  }
  std::vector<std::string> limited;
  for (const auto& [source, limit] : setting.limits) limited.push_back(source);
  const std::string what = wanted.source.empty()
                               ? fmt::format("No source of {} carries a", wanted.name)
                               : fmt::format("{} carries no", wanted.source);
  throw Error(
      Code::request_invalid,
      fmt::format("{} statutory limit, so no gateway is recorded for it. {}", what,
                  limited.empty() ? "newlyn source limit SOURCE LIMIT sets one."
                                  : fmt::format("Those that do: {}.", fmt::join(limited, ", "))));
}

}  // namespace

std::vector<governance::RecordedGateway> gateways_by(const Home& home, const ReadVersion& version,
                                                     const PurposeGateway& wanted) {
  expect_officer(home);
  expect_said(wanted);
  const auto setting = purpose_setting(home, version.purpose, version.path);
  std::vector<governance::RecordedGateway> rows;
  if (wanted.withdrawn) {
    for (const governance::RecordedGateway& row : setting.gateways) {
      if (!wanted.source.empty() && row.source != wanted.source) continue;
      rows.push_back({row.source, "", principal(), now_text().substr(0, 10), wanted.reason});
    }
    if (!rows.empty()) return rows;
    throw Error(
        Code::request_invalid,
        fmt::format("No gateway is recorded for this version of {}{}, so there is none to "
                    "withdraw. newlyn purpose show {} lists those there are.",
                    wanted.name, wanted.source.empty() ? "" : " and the source " + wanted.source,
                    wanted.name));
  }
  std::vector<governance::PurposeFinding> obstacles;
  for (const auto& [source, limit] : setting.limits) {
    if (!wanted.source.empty() && source != wanted.source) continue;
    governance::RecordedGateway row{source, wanted.gateway, principal(), now_text().substr(0, 10),
                                    wanted.reason};
    if (auto obstacle = governance::gateway_obstacle(version.purpose, limit, row)) {
      obstacles.push_back(std::move(*obstacle));
    } else {
      rows.push_back(std::move(row));
    }
  }
  if (rows.empty()) refuse(setting, wanted, obstacles);
  return rows;
}

}  // namespace newlyn::workspace
