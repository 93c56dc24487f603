// SPDX-License-Identifier: MIT
// newlyn rights.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <ostream>

#include "base/error.h"
#include "cli/command.h"
#include "cli/context_options.h"
#include "cli/file_options.h"
#include "cli/governance_report.h"
#include "cli/rights_report.h"
#include "cli/verbs.h"

namespace newlyn::cli {
namespace {

using Arguments = std::vector<std::string>;

/// The options of a request, and the days of its pauses.
struct DueOptions {
  workspace::RightsDueRequest request;
  std::vector<std::string> asked;
  std::vector<std::string> answered;
};

void add_due_options(CLI::App& app, DueOptions& options) {
  app.add_option("--identity", options.request.identity,
                 "The day the person showed who they are, where proof was needed.");
  app.add_option("--asked", options.asked,
                 "The day a clarification was asked for. May be repeated.");
  app.add_option("--answered", options.answered, "The day it came, in the order of --asked.");
  app.add_flag("--extended", options.request.extended,
               "Complex, or one of several: two more months.");
  app.add_option("--nation", options.request.nation,
                 "Whose bank holidays: england_and_wales, scotland, northern_ireland.");
}

workspace::RightsDueRequest due_request(DueOptions& options) {
  if (options.answered.size() > options.asked.size()) {
    throw Error(Code::request_invalid, "There are more --answered than --asked. Give both.");
  }
  options.answered.resize(options.asked.size());
  for (size_t i = 0; i < options.asked.size(); ++i) {
    options.request.pauses.emplace_back(options.asked[i], options.answered[i]);
  }
  return options.request;
}

int rights_due(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Say when a subject access request must be answered.", "rights due");
  DueOptions options;
  bool json = false;
  app.add_option("RECEIVED", options.request.received, "The day it came: 2025-09-03.")->required();
  add_due_options(app, options);
  app.add_flag("--json", json, "Print the answer as JSON.");
  app.footer(
      "\nExamples:\n  newlyn rights due 2025-09-03\n"
      "  newlyn rights due 2025-09-03 --asked 2025-09-08 --answered 2025-09-15\n");
  if (!parse(app, arguments, terminal)) return 0;
  const auto response = workspace::rights_due(due_request(options));
  return say(terminal, json ? due_json(response) : due_text(response));
}

int rights_access(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Write for a person all that is kept of them, as a page and as JSON.",
               "rights access");
  ContextOptions options;
  DueOptions due;
  workspace::AccessPackRequest request;
  app.add_option("ID", request.entity, "The entity's id; one that was merged will do.")->required();
  app.add_option("--output,-o", request.folder, "The folder to make, for its owner alone.")
      ->required();
  app.add_option("--received", due.request.received, "The day the request came: 2025-09-03.");
  add_due_options(app, due);
  add_context_options(app, options);
  app.footer(
      "\nValues with their sources, recipients, purposes and their basis, retention, why records\n"
      "were put together, who looked. What is about other people is left out and counted; read\n"
      "the pack before it is sent, free text may name others.\n"
      "\nExample:\n  newlyn rights access 7KX3PQM --received 2025-09-03 --output pack\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.context = options.context();
  request.due = due_request(due);
  RunContext run(nullptr, &stop_requested());
  const auto answer = workspace::rights_access(request, run);
  return say(terminal, options.json ? pack_json(answer) : pack_text(answer));
}

int rights_erase(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Erase a person: first the plan, with --yes the erasure and its proof.",
               "rights erase");
  ContextOptions options;
  workspace::EraseRequest request;
  app.add_option("ID", request.entity, "The entity's id; one that was merged will do.");
  app.add_flag("--yes", request.yes, "Do it. It cannot be undone.");
  app.add_flag("--finish", request.finish, "Finish an erasure that was cut off.");
  add_context_options(app, options);
  app.footer(
      "\nTakes the person out of the store, the index, fitted models and the audit log, searches\n"
      "every file for what should be gone, and keeps them away from then on. Exports and backups\n"
      "that hold them are listed. The sources themselves are not changed.\n"
      "\nExamples:\n  newlyn rights erase 7KX3PQM\n"
      "  newlyn rights erase 7KX3PQM --yes --reason 'request of 3 September'\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.context = options.context();
  RunContext run(nullptr, &stop_requested());
  const auto answer = workspace::rights_erase(request, run);
  return say(terminal, options.json ? erase_json(answer) : erase_text(answer));
}

constexpr Verb kVerbs[] = {
    {"access", "Write for a person all that is kept of them.", rights_access},
    {"due", "Say when a request must be answered.", rights_due},
    {"erase", "Plan the erasure of a person, do it, prove it.", rights_erase},
};

}  // namespace

int run_rights(const Arguments& arguments, const Terminal& terminal) {
  return run_verb("rights", kVerbs, arguments, terminal);
}

}  // namespace newlyn::cli
