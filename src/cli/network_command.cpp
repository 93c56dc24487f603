// SPDX-License-Identifier: MIT
// newlyn network, newlyn path and newlyn household.
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/context_options.h"
#include "cli/entity_report.h"
#include "cli/file_options.h"
#include "cli/network_report.h"

namespace newlyn::cli {
namespace {

constexpr int kHopsMax = 6;
constexpr int kCountMax = 10'000;
constexpr int kPathsMax = 20;

}  // namespace

int run_network(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app(
      "Show who shares an address, telephone, e-mail, account or vehicle with an entity, and "
      "to whom a record says it is related.",
      "network");
  ContextOptions options;
  workspace::NetworkRequest request;
  app.add_option("ID", request.entity, "The entity's id.")->required();
  app.add_option("--hops", request.hops, "How far to go: 2 shows neighbours of neighbours.")
      ->check(CLI::Range(1, kHopsMax));
  app.add_option("--hub", request.hub_min,
                 "What so many entities share is counted and not followed. Default 25.")
      ->check(CLI::Range(2, kCountMax));
  app.add_option("--count", request.count,
                 "How many entities to show, the nearest first. "
                 "Default 100.")
      ->check(CLI::Range(1, kCountMax));
  add_context_options(app, options);
  app.footer("\nExample:\n  newlyn network 7KX3PQM --hops 2\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.context = options.context();
  RunContext run(nullptr, &stop_requested());
  const auto answer = workspace::entity_network(request, run);
  if (options.json) return say(terminal, network_json(answer));
  return say(terminal, redirect_text(request.entity, answer.entity) + network_text(answer));
}

int run_path(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("Show how one entity leads to another, over what fewest others share.", "path");
  ContextOptions options;
  workspace::PathRequest request;
  app.add_option("FROM", request.from, "The id of one entity.")->required();
  app.add_option("TO", request.to, "The id of the other.")->required();
  app.add_option("--count", request.count,
                 "How many paths to show, the strongest first. Default 3.")
      ->check(CLI::Range(1, kPathsMax));
  add_context_options(app, options);
  app.footer("\nExample:\n  newlyn path 7KX3PQM 3BCDFGH\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.context = options.context();
  RunContext run(nullptr, &stop_requested());
  const auto answer = workspace::entity_path(request, run);
  if (options.json) return say(terminal, path_json(answer));
  return say(terminal, redirect_text(request.from, answer.from) +
                           redirect_text(request.to, answer.to) + path_text(answer));
}

int run_household(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("Show who shares a property or a door with an entity over the same time.",
               "household");
  ContextOptions options;
  workspace::HouseholdRequest request;
  app.add_option("ID", request.entity, "The entity's id.")->required();
  app.add_option("--as-of", request.as_of,
                 "Who was there on this day: without those who had died or moved away.");
  add_context_options(app, options);
  app.footer(
      "\nExamples:\n  newlyn household 7KX3PQM\n"
      "  newlyn household 7KX3PQM --as-of 2026-11-28\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.context = options.context();
  RunContext run(nullptr, &stop_requested());
  const auto answer = workspace::entity_households(request, run);
  if (options.json) return say(terminal, households_json(answer));
  return say(terminal, redirect_text(request.entity, answer.entity) + households_text(answer));
}

}  // namespace newlyn::cli
