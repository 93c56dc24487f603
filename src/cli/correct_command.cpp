// SPDX-License-Identifier: MIT
// newlyn entity correct.
#include "cli/correct_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "cli/command.h"
#include "cli/context_options.h"
#include "cli/entity_report.h"
#include "cli/file_options.h"
#include "workspace/corrections.h"

namespace newlyn::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string response_text(const workspace::CorrectResponse& response) {
  std::string text = correction_text(response.correction);
  if (response.value.field.empty()) {
    return text + fmt::format("{} shows no {} any more.\n", response.id, response.correction.field);
  }
  return text + fmt::format("{} shows {}: {}, {}{}\n", response.id, response.value.field,
                            response.value.chosen.value, response.value.rule,
                            response.value.disputed ? ", disputed" : "");
}

std::string response_json(const workspace::CorrectResponse& response) {
  const workspace::CorrectionLine& of = response.correction;
  const Json json = {{"entity", response.id},       {"correction", of.number},
                     {"record", of.record},         {"field", of.field},
                     {"withdrawn", of.withdrawn},   {"shown", response.value.chosen.value},
                     {"rule", response.value.rule}, {"disputed", response.value.disputed}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

int correct_entity(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("Set a value of an entity right, or doubt it, whatever its records say.",
               "entity correct");
  ContextOptions options;
  workspace::CorrectRequest request;
  uint64_t number = 0;
  app.add_option("ID", request.id, "The entity's id; one that was merged will do.")->required();
  app.add_option("--field", request.field, "As newlyn entity show calls it: birth_date.");
  CLI::Option* value = app.add_option("--value", request.value, "What is right.");
  app.add_flag("--dispute", request.disputes, "The value is doubted: it is shown with a flag.")
      ->excludes(value);
  CLI::Option* withdraw =
      app.add_option("--withdraw", number, "Take back the correction of this number.");
  withdraw->excludes("--field");
  add_context_options(app, options);
  app.footer(
      "\nA correction stays when records are read and linked anew, and can be withdrawn.\n"
      "\nExamples:\n"
      "  newlyn entity correct 7KX3PQM --field birth_date --value 2001-04-10 --reason \"passport "
      "seen\"\n"
      "  newlyn entity correct 7KX3PQM --field postcode --dispute --reason \"says she moved\"\n"
      "  newlyn entity correct 7KX3PQM --withdraw 3 --reason \"was the other Joan\"\n");
  if (!parse(app, arguments, terminal)) return 0;
  if (withdraw->count() > 0) request.withdraw = number;
  request.context = options.context();
  RunContext run(nullptr, &stop_requested());
  const auto response = workspace::entity_correct(request, run);
  return say(terminal, options.json ? response_json(response) : response_text(response));
}

}  // namespace newlyn::cli
