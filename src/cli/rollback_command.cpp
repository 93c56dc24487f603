// SPDX-License-Identifier: MIT
// newlyn rollback.
#include "cli/rollback_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/file_options.h"
#include "cli/home_options.h"
#include "workspace/keep_workspace.h"

namespace newlyn::cli {
namespace {

std::string json_of(const workspace::RollBackAnswer& answer) {
  nlohmann::ordered_json json = {{"done", answer.is_done}};
  json["parts"] = nlohmann::ordered_json::array();
  for (const workspace::RolledBackPart& part : answer.parts) {
    json["parts"].push_back({{"part", part.part},
                             {"version", part.version},
                             {"file", part.file},
                             {"kept_day", part.kept_day},
                             {"kept", part.kept}});
  }
  return json.dump(2) + "\n";
}

std::string text_of(const workspace::RollBackAnswer& answer) {
  std::string text;
  for (const workspace::RolledBackPart& part : answer.parts) {
    text += answer.is_done ? fmt::format("{}: of version {} now. What there was is kept as {}.\n",
                                         part.part, part.version, part.kept)
                           : fmt::format("{}: would go back to version {}, as it was on {} ({})\n",
                                         part.part, part.version, part.kept_day, part.file);
  }
  if (answer.is_done) {
    return text +
           "Use the earlier version of Newlyn from here on: this one brings them up to date "
           "again.\n";
  }
  return text +
         "What was done since that day is not in these files. Nothing was changed; --yes "
         "does it.\n";
}

}  // namespace

int run_rollback(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("Put back what was kept of an earlier version of the store and of indexes.",
               "rollback");
  HomeOptions options;
  workspace::RollBackRequest request;
  app.add_option("--part", request.part,
                 "This part alone: store, people, organisations, places. Default: all that was "
                 "kept.");
  app.add_flag("--yes", request.is_done, "Do it. Without it, tell what would be done.");
  add_home_options(app, options);
  app.footer(
      "\nNewlyn keeps a copy before it brings files of an earlier version up to date. This puts "
      "the\n"
      "copy back, for the earlier version of the program; what there is now stays beside it.\n"
      "\nExamples:\n  newlyn rollback\n  newlyn rollback --part store --yes\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.workspace = options.workspace;
  request.purpose = options.purpose;
  const auto answer = workspace::roll_back(request);
  return say(terminal, options.json ? json_of(answer) : text_of(answer));
}

}  // namespace newlyn::cli
