// SPDX-License-Identifier: MIT
// newlyn map.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <ctime>
#include <nlohmann/json.hpp>
#include <ostream>

#include "base/error.h"
#include "cli/command.h"
#include "cli/file_options.h"
#include "cli/home_options.h"
#include "cli/map_report.h"

namespace newlyn::cli {
namespace {

struct Options : HomeOptions {
  size_t preview = 0;
  bool schema = false;
  bool check = false;
  bool apply = false;
  bool versions = false;
};

void add_options(CLI::App& app, Options& options) {
  app.add_option("SOURCE", options.name, "The source to map; with --schema a kind of record.");
  app.add_option("--preview", options.preview, "Show what so many first rows become.")
      ->check(CLI::Range(1, 1000));
  app.add_flag("--check", options.check, "Look for mistakes; ends with 2 when there are any.");
  app.add_flag("--apply", options.apply, "Make the standard records anew from what is stored.");
  app.add_flag("--versions", options.versions, "List the mappings that were ever applied.");
  app.add_flag("--schema", options.schema, "Print the standard schema, or one kind of it.");
  add_home_options(app, options);
  app.footer(
      "\nExamples:\n  newlyn map tenancies\n  newlyn map tenancies --preview 3\n"
      "  newlyn map tenancies --check\n  newlyn map --schema person\n");
}

std::string versions_text(const Options& options) {
  const auto versions = workspace::map_versions(options.asked(), options.name);
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  std::string text;
  for (const auto& version : versions) {
    const time_t seconds = version.applied / 1'000'000;
    tm parts{};
    gmtime_r(&seconds, &parts);
    char when[32];
    std::strftime(when, sizeof when, "%Y-%m-%d %H:%M", &parts);
    json.push_back({{"version", version.version}, {"applied", when}, {"text", version.text}});
    text += fmt::format("version {}, first applied {}\n", version.version, when);
  }
  if (options.json) return nlohmann::ordered_json{{"versions", json}}.dump(2) + "\n";
  return text.empty() ? "No mapping was applied yet.\n" : text;
}

int check(const Options& options, const Terminal& terminal, RunContext& run) {
  const auto answer = workspace::map_check(options.asked(), options.name, run);
  terminal.out << (options.json ? map_check_json(answer) : map_check_text(options.name, answer));
  if (answer.mistakes.empty()) return 0;
  throw Error(Code::request_invalid,
              fmt::format("The mapping of source '{0}' has {1} {2}. Correct sources/{0}.map.toml.",
                          options.name, answer.mistakes.size(),
                          answer.mistakes.size() == 1 ? "mistake" : "mistakes"));
}

std::string answer(const Options& options, RunContext& run) {
  const std::string& source = options.name;
  if (options.versions) return versions_text(options);
  if (options.preview != 0) {
    const auto preview = workspace::map_preview(options.asked(), source, options.preview, run);
    return options.json ? map_preview_json(preview) : map_preview_text(preview);
  }
  if (options.apply) {
    const int64_t version = workspace::map_apply(options.asked(), source, run);
    if (options.json) return nlohmann::ordered_json{{"version", version}}.dump(2) + "\n";
    return fmt::format("{}: standard records are made with version {} of the mapping\n", source,
                       version);
  }
  const auto proposal = workspace::map_propose(options.asked(), source, run);
  return options.json ? map_proposal_json(proposal) : map_proposal_text(source, proposal);
}

}  // namespace

int run_map(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("Say what the columns of a source mean under the standard schema.", "map");
  Options options;
  add_options(app, options);
  if (!parse(app, arguments, terminal)) return 0;
  if (options.schema) {
    terminal.out << workspace::schema_text(options.name);
    return 0;
  }
  if (options.name.empty()) {
    throw Error(Code::request_invalid,
                "Name the source to map. newlyn source list shows those there are.");
  }
  RunContext run(nullptr, &stop_requested());
  if (options.check) return check(options, terminal, run);
  terminal.out << answer(options, run);
  return 0;
}

}  // namespace newlyn::cli
