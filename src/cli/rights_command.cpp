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
#include "cli/identity_command.h"
#include "cli/number_option.h"
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
  app.add_option("--recipient", request.recipient,
                 "To whom it is handed, for the register. Default: the person.");
  app.add_option("--expires", request.expires, kExpiresHelp);
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

/// Parses a verb about one request, which `add` gives its further options. Returns false for help.
template <typename Add>
bool parse_request(CLI::App& app, ContextOptions& options, const Add& add,
                   std::pair<const Arguments&, const Terminal&> given) {
  app.add_option("ID", options.name, "The entity's id; one that was merged will do.")->required();
  add();
  add_context_options(app, options);
  return parse(app, given.first, given.second);
}

int say_request(const Terminal& terminal, const HomeOptions& options,
                const workspace::PersonRequest& request) {
  return say(terminal, options.json ? requests_json({request}) : requests_text({request}));
}

int rights_restrict(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Withhold a person's values from everybody but the officers until it is settled.",
               "rights restrict");
  ContextOptions options;
  app.footer(
      "\nOfficers are named under [rights] in newlyn.toml. Withheld from search, find, entity,\n"
      "network, path, household and export.\n"
      "\nExample:\n  newlyn rights restrict 7KX3PQM --reason 'accuracy is contested'\n");
  if (!parse_request(app, options, [] {}, {arguments, terminal})) return 0;
  RunContext run(nullptr, &stop_requested());
  return say_request(terminal, options,
                     workspace::rights_restrict(options.context(), options.name, run));
}

int rights_object(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Note that a person objects to a purpose.", "rights object");
  ContextOptions options;
  std::string purpose;
  app.footer(
      "\nExample:\n  newlyn rights object 7KX3PQM --of debt --reason 'letter of 3 September'\n");
  const auto add = [&] {
    app.add_option("--of", purpose, "The purpose that they object to.")->required();
  };
  if (!parse_request(app, options, add, {arguments, terminal})) return 0;
  RunContext run(nullptr, &stop_requested());
  return say_request(terminal, options,
                     workspace::rights_object(options.context(), options.name, purpose, run));
}

int rights_rectify(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Flag a value that a person says is wrong, with a ticket for the source's owner.",
               "rights rectify");
  ContextOptions options;
  workspace::Rectification wrong;
  app.footer(
      "\nExample:\n  newlyn rights rectify 7KX3PQM --field birth_date --value 2001-04-08 \\\n"
      "    --reason 'passport seen'\n");
  const auto add = [&] {
    app.add_option("--field", wrong.field, "The field, as newlyn entity show names it.")
        ->required();
    app.add_option("--value", wrong.value, "What it should be.")->required();
  };
  if (!parse_request(app, options, add, {arguments, terminal})) return 0;
  wrong.entity = options.name;
  RunContext run(nullptr, &stop_requested());
  return say_request(terminal, options, workspace::rights_rectify(options.context(), wrong, run));
}

int rights_settle(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Settle a request: lifted, upheld, corrected or refused.", "rights settle");
  ContextOptions options;
  uint64_t number = 0;
  std::string outcome;
  app.add_option("NUMBER", number, "The request: see newlyn rights requests.")
      ->required()
      ->check(CLI::Range(uint64_t{1}, kNumberMax));
  app.add_option(
         "--outcome", outcome,
         "lifted (restriction), upheld, refused or withdrawn (objection), corrected or refused "
         "(rectification).")
      ->required();
  add_context_options(app, options);
  app.footer("\nExample:\n  newlyn rights settle 3 --outcome lifted --reason 'checked'\n");
  if (!parse(app, arguments, terminal)) return 0;
  RunContext run(nullptr, &stop_requested());
  return say_request(terminal, options,
                     workspace::rights_settle(options.context(), number, outcome, run));
}

int rights_requests(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("List restrictions, objections and rectifications.", "rights requests");
  HomeOptions options;
  bool open = false;
  app.add_flag("--open", open, "Only those that are not settled.");
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn rights requests --open\n");
  if (!parse(app, arguments, terminal)) return 0;
  const auto requests = workspace::rights_requests(options.asked(), open);
  return say(terminal, options.json ? requests_json(requests) : requests_text(requests));
}

constexpr Verb kVerbs[] = {
    {"access", "Write for a person all that is kept of them.", rights_access, "7KX3PQM"},
    {"due", "Say when a request must be answered.", rights_due},
    {"erase", "Plan the erasure of a person, do it, prove it.", rights_erase},
    {"restrict", "Withhold a person's values until it is settled.", rights_restrict},
    {"object", "Note that a person objects to a purpose.", rights_object},
    {"rectify", "Flag a value as disputed, with a ticket for its owner.", rights_rectify},
    {"settle", "Settle a request.", rights_settle},
    {"requests", "List requests.", rights_requests},
    {"seal-identity", "Seal a former identity from the present one.", rights_seal_identity},
    {"sealed-identities", "List sealed identities.", rights_sealed_identities},
    {"unseal-identity", "Lift a seal.", rights_unseal_identity},
};

}  // namespace

int run_rights(const Arguments& arguments, const Terminal& terminal) {
  return run_verb("rights", kVerbs, arguments, terminal);
}

}  // namespace newlyn::cli
