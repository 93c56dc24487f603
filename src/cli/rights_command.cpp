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

int rights_due(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Say when a subject access request must be answered.", "rights due");
  workspace::RightsDueRequest request;
  std::vector<std::string> asked;
  std::vector<std::string> answered;
  bool json = false;
  app.add_option("RECEIVED", request.received, "The day it came: 2025-09-03.")->required();
  app.add_option("--identity", request.identity,
                 "The day the person showed who they are, where proof was needed.");
  app.add_option("--asked", asked, "The day a clarification was asked for. May be repeated.");
  app.add_option("--answered", answered, "The day it came, in the order of --asked.");
  app.add_flag("--extended", request.extended, "Complex, or one of several: two more months.");
  app.add_option("--nation", request.nation,
                 "Whose bank holidays: england_and_wales, scotland, northern_ireland.");
  app.add_flag("--json", json, "Print the answer as JSON.");
  app.footer(
      "\nExamples:\n  newlyn rights due 2025-09-03\n"
      "  newlyn rights due 2025-09-03 --asked 2025-09-08 --answered 2025-09-15\n");
  if (!parse(app, arguments, terminal)) return 0;
  if (answered.size() > asked.size()) {
    throw Error(Code::request_invalid, "There are more --answered than --asked. Give both.");
  }
  answered.resize(asked.size());
  for (size_t i = 0; i < asked.size(); ++i) request.pauses.emplace_back(asked[i], answered[i]);
  const auto response = workspace::rights_due(request);
  return say(terminal, json ? due_json(response) : due_text(response));
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
    {"due", "Say when a request must be answered.", rights_due},
    {"erase", "Plan the erasure of a person, do it, prove it.", rights_erase},
};

}  // namespace

int run_rights(const Arguments& arguments, const Terminal& terminal) {
  return run_verb("rights", kVerbs, arguments, terminal);
}

}  // namespace newlyn::cli
