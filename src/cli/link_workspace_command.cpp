// SPDX-License-Identifier: MIT
// newlyn link.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>
#include <thread>

#include "base/threads.h"
#include "cli/command.h"
#include "cli/context_options.h"
#include "cli/file_options.h"
#include "cli/link_report.h"
#include "cli/progress.h"
#include "workspace/link_workspace.h"

namespace newlyn::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMovedShown = 10;

struct Options : ContextOptions {
  workspace::LinkWorkspaceRequest request;
  size_t threads = std::max(1U, std::thread::hardware_concurrency());
};

void add_options(CLI::App& app, Options& options) {
  constexpr int kThreadsMax = 512;
  app.add_option("--source", options.request.sources,
                 "Link this source; others stay as they are. May be repeated. Default: every "
                 "mapped source.");
  app.add_flag("--refit", options.request.refit,
               "Fit the models anew to the records there are now, and tell who moves.");
  app.add_flag("--begin-anew", options.request.begin_anew,
               "Link kinds whose index is lost as for the first time: new ids, and nothing of what "
               "people said. Only where there is no backup.");
  app.add_option("--threads", options.threads, "Threads to use. Default: all cores.")
      ->check(CLI::Range(1, kThreadsMax));
  add_context_options(app, options);
  app.footer(
      "\nLinks the mapped records of the workspace: people, then organisations, then places. The\n"
      "first run fits a model for each kind; later runs tell the index what was added, changed or\n"
      "is gone, and ids stay.\n"
      "\nExamples:\n  newlyn link --purpose one_view\n  newlyn link --source housing\n"
      "  newlyn link --refit --purpose one_view --reason \"new source\"\n");
}

std::string kind_title(const workspace::LinkedKind& kind) {
  std::string title = kind.plural;
  title[0] = static_cast<char>(title[0] - 'a' + 'A');
  return title;
}

std::string ids_text(const workspace::LinkedKind& kind) {
  if (kind.ids_before == 0) return fmt::format("  {} ids given\n", grouped(kind.made));
  return fmt::format(
      "  {} added, {} changed, {} gone, {} unchanged\n"
      "  of {} ids {} stay, {} merged, {} ended; {} new\n"
      "  {} of those that stay have other records than before\n",
      grouped(kind.added), grouped(kind.changed), grouped(kind.removed), grouped(kind.unchanged),
      grouped(kind.ids_before), grouped(kind.ids_stay), grouped(kind.merged), grouped(kind.ended),
      grouped(kind.made), grouped(kind.entities_changed));
}

std::string kind_text(const workspace::LinkedKind& kind) {
  if (!kind.left_out.empty()) {
    return fmt::format("{}: left out, {}\n", kind_title(kind), kind.left_out);
  }
  std::string text = fmt::format("{}: {} records are {} {}\n", kind_title(kind),
                                 grouped(kind.records), grouped(kind.entities), kind.plural);
  for (const workspace::LinkedSource& source : kind.sources) {
    text += fmt::format("  {:<30}{:>12} records {:>12} duplicates\n", source.source,
                        grouped(source.records), grouped(source.duplicates));
  }
  text += ids_text(kind);
  text += fmt::format("  {} pairs weighed, {} {} in several sources\n", grouped(kind.pairs),
                      grouped(kind.in_several_sources), kind.plural);
  text += fmt::format("  model {}{}\n", kind.model, kind.fitted ? ", fitted now" : "");
  if (kind.moved > 0) text += fmt::format("  {} records moved\n", grouped(kind.moved));
  const size_t shown = std::min(kind.moved_records.size(), kMovedShown);
  for (size_t i = 0; i < shown; ++i) {
    const workspace::MovedRecord& moved = kind.moved_records[i];
    text += fmt::format("    {} from {} to {}\n", moved.record, moved.from, moved.to);
  }
  if (kind.moved_records.size() > shown) {
    text += fmt::format("    and {} more; --json names all of them\n",
                        grouped(kind.moved_records.size() - shown));
  }
  for (const std::string& note : kind.notes) text += "  Note: " + note + "\n";
  return text;
}

std::string link_answer(const workspace::LinkWorkspaceResponse& response) {
  std::string text;
  for (const workspace::LinkedKind& kind : response.kinds) text += kind_text(kind);
  for (const workspace::SkippedSource& source : response.skipped) {
    text += fmt::format("Not linked: {}, {}\n", source.source, source.reason);
  }
  text += "Seconds\n";
  for (const StepTime& step : response.steps) {
    text += fmt::format("  {:<30}{:>12.2f}\n", step.name, step.seconds);
  }
  return text;
}

Json kind_json(const workspace::LinkedKind& kind) {
  Json json = {{"kind", kind.kind}, {"left_out", kind.left_out}};
  if (!kind.left_out.empty()) return json;
  json.update(Json{{"model", kind.model},
                   {"fitted", kind.fitted},
                   {"records", kind.records},
                   {"entities", kind.entities},
                   {"in_several_sources", kind.in_several_sources},
                   {"pairs", kind.pairs},
                   {"added", kind.added},
                   {"changed", kind.changed},
                   {"removed", kind.removed},
                   {"unchanged", kind.unchanged},
                   {"ids_before", kind.ids_before},
                   {"ids_stay", kind.ids_stay},
                   {"entities_changed", kind.entities_changed},
                   {"merged", kind.merged},
                   {"ended", kind.ended},
                   {"made", kind.made},
                   {"moved", kind.moved}});
  json["sources"] = Json::array();
  for (const workspace::LinkedSource& source : kind.sources) {
    json["sources"].push_back({{"source", source.source},
                               {"records", source.records},
                               {"duplicates", source.duplicates}});
  }
  json["moved_records"] = Json::array();
  for (const workspace::MovedRecord& moved : kind.moved_records) {
    json["moved_records"].push_back(
        {{"record", moved.record}, {"from", moved.from}, {"to", moved.to}});
  }
  json["notes"] = kind.notes;
  return json;
}

std::string link_answer_json(const workspace::LinkWorkspaceResponse& response) {
  Json json;
  json["kinds"] = Json::array();
  for (const workspace::LinkedKind& kind : response.kinds) json["kinds"].push_back(kind_json(kind));
  json["not_linked"] = Json::array();
  for (const workspace::SkippedSource& source : response.skipped) {
    json["not_linked"].push_back({{"source", source.source}, {"reason", source.reason}});
  }
  json["steps"] = Json::array();
  for (const StepTime& step : response.steps) {
    json["steps"].push_back({{"name", step.name}, {"seconds", step.seconds}});
  }
  return json.dump(2) + "\n";
}

}  // namespace

int run_link_workspace(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("Put the records of a workspace together into entities that keep their ids.",
               "link");
  Options options;
  add_options(app, options);
  if (!parse(app, arguments, terminal)) return 0;
  set_thread_count(options.threads);
  options.request.context = options.context();
  TerminalProgress progress(terminal.err);
  RunContext run(terminal.interactive ? &progress : nullptr, &stop_requested());
  const auto response = workspace::link_workspace(options.request, run);
  return say(terminal, options.json ? link_answer_json(response) : link_answer(response));
}

}  // namespace newlyn::cli
