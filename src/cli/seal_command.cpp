// SPDX-License-Identifier: MIT
// newlyn seal.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/context_options.h"
#include "cli/file_options.h"
#include "cli/verbs.h"
#include "workspace/seals.h"

namespace newlyn::cli {
namespace {

using Arguments = std::vector<std::string>;
using Json = nlohmann::ordered_json;

Json opening_json(const workspace::SealOpening& opening) {
  return {{"entry", opening.entry},     {"entity", opening.entity},  {"who", opening.who},
          {"purpose", opening.purpose}, {"owner", opening.owner},    {"reason", opening.reason},
          {"opened", opening.opened},   {"until", opening.until},    {"open", opening.is_open},
          {"looks", opening.looks},     {"outcome", opening.outcome}};
}

std::string line_of(const workspace::SealOpening& opening) {
  return fmt::format("{}  {}  by {} for {}, {} to {}{}\n    notice to {}: {}\n    {} looks; {}\n",
                     opening.entry, opening.entity.empty() ? "(erased)" : opening.entity,
                     opening.who, opening.purpose, opening.opened, opening.until,
                     opening.is_open ? ", open" : "", opening.owner, opening.reason, opening.looks,
                     opening.outcome.empty() ? std::string("nobody reviewed it") : opening.outcome);
}

int open(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Break the seal of an entity open for a while: its sealed records are then seen.",
               "seal open");
  ContextOptions options;
  uint64_t minutes = workspace::kSealMinutes;
  app.add_option("ID", options.name, "The id of the sealed entity.")->required();
  app.add_option("--minutes", minutes, "For how long: at most 480. Default 60.");
  add_context_options(app, options);
  app.footer(
      "\nNeeds --purpose and --reason. The owner of the purpose is told by the same entry of the\n"
      "audit log that opens it and by the file notices/ENTRY.json of the workspace, and somebody\n"
      "else reviews it: newlyn seal list.\n"
      "\nExample:\n  newlyn seal open 7KX3PQM --purpose front_desk --reason \"caller in "
      "danger\"\n");
  if (!parse(app, arguments, terminal)) return 0;
  RunContext run(nullptr, &stop_requested());
  const auto opening = workspace::seal_open(options.context(), options.name, minutes, run);
  if (options.json) {
    Json json = opening_json(opening);
    json["notice"] = opening.notice;
    return say(terminal, json.dump(2) + "\n");
  }
  return say(
      terminal,
      fmt::format("{} is open for you until {} under the purpose {}. {} is told by "
                  "{}; somebody else reviews it.\n",
                  opening.entity, opening.until, opening.purpose, opening.owner, opening.notice));
}

int list(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("List the seals that were broken open and that nobody reviewed.", "seal list");
  HomeOptions options;
  workspace::SealListRequest request;
  app.add_option("--owner", request.owner, "Only notices to this owner of purposes.");
  app.add_flag("--all", request.all, "Also those that were reviewed.");
  add_home_options(app, options);
  app.footer(
      "\nNote what came of one with newlyn audit review --entry NUMBER --outcome WORD.\n"
      "\nExample:\n  newlyn seal list --owner \"Head of customers\"\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.asked = options.asked();
  const auto openings = workspace::seal_list(request);
  if (options.json) {
    Json json = {{"openings", Json::array()}};
    for (const auto& opening : openings) json["openings"].push_back(opening_json(opening));
    return say(terminal, json.dump(2) + "\n");
  }
  std::string text;
  for (const auto& opening : openings) text += line_of(opening);
  return say(terminal, text.empty() ? "No seal is open, and none waits for review.\n" : text);
}

constexpr std::array<Verb, 2> kVerbs = {
    {{"open", "Break the seal of an entity open for a while.", open,
      "7KX3PQM --purpose front_desk --reason 'caller in danger'"},
     {"list", "Who broke seals open, and what came of it.", list}}};

}  // namespace

int run_seal(const std::vector<std::string>& arguments, const Terminal& terminal) {
  return run_verb("seal", kVerbs, arguments, terminal);
}

}  // namespace newlyn::cli
