// SPDX-License-Identifier: MIT
// newlyn entity.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <istream>
#include <nlohmann/json.hpp>
#include <ostream>

#include "base/error.h"
#include "cli/command.h"
#include "cli/context_options.h"
#include "cli/correct_command.h"
#include "cli/entity_report.h"
#include "cli/file_options.h"
#include "cli/verbs.h"
#include "workspace/export_terms.h"
#include "workspace/home.h"

namespace newlyn::cli {
namespace {

using Arguments = std::vector<std::string>;

CLI::Option* add_id(CLI::App& app, ContextOptions& options) {
  return app.add_option("ID", options.name, "The entity's id; one that was merged will do.")
      ->required();
}

int show(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Show an entity: its values, each with where it comes from, and its records.",
               "entity show");
  ContextOptions options;
  workspace::ShownDay day;
  add_id(app, options);
  app.add_option("--as-at", day.as_at, "As known on this day: 2026-11-28. Default: today.");
  app.add_option("--as-of", day.as_of,
                 "Whether somebody had died or moved away by this day. Default: that of --as-at.");
  add_context_options(app, options);
  app.footer("\nExample:\n  newlyn entity show 7KX3PQM\n");
  if (!parse(app, arguments, terminal)) return 0;
  RunContext run(nullptr, &stop_requested());
  const auto view = workspace::entity_show(options.context(), options.name, day, run);
  return say(terminal, options.json ? entity_json(view) : entity_text(view));
}

int history(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Tell the life of an entity: made, merged, split, and by what.", "entity history");
  ContextOptions options;
  add_id(app, options);
  add_context_options(app, options);
  app.footer("\nExample:\n  newlyn entity history 7KX3PQM\n");
  if (!parse(app, arguments, terminal)) return 0;
  RunContext run(nullptr, &stop_requested());
  const auto answer = workspace::entity_history(options.context(), options.name, run);
  return say(terminal, options.json ? history_json(answer) : history_text(answer));
}

int why(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Say what speaks for and against two records, or two entities, being one.",
               "entity why");
  ContextOptions options;
  std::string other;
  app.add_option("ONE", options.name, "A record, SOURCE:KEY, or an entity's id.")->required();
  app.add_option("OTHER", other, "The other; of entities the likest records are compared.")
      ->required();
  add_context_options(app, options);
  app.footer("\nExample:\n  newlyn entity why housing:17 council_tax:A3\n");
  if (!parse(app, arguments, terminal)) return 0;
  RunContext run(nullptr, &stop_requested());
  const auto answer = workspace::entity_why(options.context(), options.name, other, run);
  return say(terminal, options.json ? why_json(answer) : why_text(answer));
}

int how(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Say how an entity hangs together: the strongest tie of each record.", "entity how");
  ContextOptions options;
  add_id(app, options);
  add_context_options(app, options);
  app.footer("\nExample:\n  newlyn entity how 7KX3PQM\n");
  if (!parse(app, arguments, terminal)) return 0;
  RunContext run(nullptr, &stop_requested());
  const auto answer = workspace::entity_how(options.context(), options.name, run);
  return say(terminal, options.json ? how_json(answer) : how_text(answer));
}

/// What is handed out, with the terms on which it is.
std::string with_terms(const std::string& text, const workspace::ExportTerms& terms) {
  auto json = nlohmann::ordered_json::parse(text);
  json["made"] = terms.made;
  json["purpose"] = terms.purpose;
  json["recipient"] = terms.recipient;
  json["expires"] = terms.expires;
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

int export_one(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Write all that is kept of an entity as JSON.", "entity export");
  ContextOptions options;
  std::string output;
  workspace::ExportHanding handing;
  add_id(app, options);
  app.add_option("--output,-o", output, "Into this file, for its owner alone.");
  add_handing_options(app, handing);
  add_context_options(app, options);
  app.footer("\nExample:\n  newlyn entity export 7KX3PQM --output entity.json\n");
  if (!parse(app, arguments, terminal)) return 0;
  handing.place = output;
  RunContext run(nullptr, &stop_requested());
  const workspace::ExportTerms terms =
      workspace::complete_terms(options.context(), options.name, handing);
  const std::string json = with_terms(
      entity_export_json(workspace::entity_export(options.context(), options.name, handing, run)),
      terms);
  if (output.empty()) return say(terminal, json);
  workspace::write_home_file(output, json);
  return say(terminal, fmt::format("Written: {}\n", output));
}

/// The ids of a list on standard input: the first cell of each line, without a header.
std::vector<std::string> read_ids(std::istream& in) {
  std::vector<std::string> ids;
  for (std::string line; std::getline(in, line);) {
    line = line.substr(0, line.find_first_of(",\t\r "));
    if (!line.empty() && line != "entity_id") ids.push_back(line);
  }
  return ids;
}

int merge(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Judge entities to be one, with all their records.", "entity merge");
  ContextOptions options;
  workspace::MergeRequest request;
  app.add_option("ID", request.ids, "Their ids; - reads them from standard input, one a line.")
      ->required();
  app.add_flag("--yes", request.is_sure, "Merge more than a hundred.");
  add_context_options(app, options);
  app.footer("\nExample:\n  newlyn entity merge 7KX3PQM B2C4DFG --reason \"letter seen\"\n");
  if (!parse(app, arguments, terminal)) return 0;
  if (request.ids == std::vector<std::string>{"-"}) request.ids = read_ids(terminal.in);
  request.context = options.context();
  RunContext run(nullptr, &stop_requested());
  const auto response = workspace::merge_entities(request, run);
  return say(terminal,
             options.json ? judged_json(response) : judged_text(response, "Merged by judgements"));
}

int split(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Judge some records of an entity to be somebody else than the others.",
               "entity split");
  ContextOptions options;
  workspace::SplitRequest request;
  add_id(app, options);
  app.add_option("RECORD", request.records, "The records that leave, SOURCE:KEY.")->required();
  add_context_options(app, options);
  app.footer("\nExample:\n  newlyn entity split 7KX3PQM housing:17 --reason \"two brothers\"\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.context = options.context();
  request.id = options.name;
  RunContext run(nullptr, &stop_requested());
  const auto response = workspace::split_entity(request, run);
  return say(terminal,
             options.json ? judged_json(response) : judged_text(response, "Split by judgements"));
}

constexpr std::array<Verb, 8> kVerbs = {
    {{"show", "Its values, each with where it comes from, and its records.", show, "7KX3PQM"},
     {"history", "Its life: made, merged, split, and by what.", history},
     {"why", "What speaks for and against two being one.", why},
     {"how", "How it hangs together.", how},
     {"export", "All that is kept of it, as JSON.", export_one},
     {"merge", "Judge entities to be one.", merge},
     {"split", "Judge records to be somebody else.", split},
     {"correct", "Set a value right, or doubt it.", correct_entity}}};

}  // namespace

int run_entity(const std::vector<std::string>& arguments, const Terminal& terminal) {
  return run_verb("entity", kVerbs, arguments, terminal);
}

}  // namespace newlyn::cli
