// SPDX-License-Identifier: MIT
// newlyn rights seal-identity, sealed-identities, unseal-identity.
#include "cli/identity_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/context_options.h"
#include "cli/file_options.h"
#include "cli/number_option.h"
#include "workspace/sealed_identities.h"

namespace newlyn::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string seals_text(const std::vector<workspace::SealLine>& seals) {
  if (seals.empty()) return "There is no seal.\n";
  std::string text;
  for (const workspace::SealLine& seal : seals) {
    text += fmt::format("{}  {}  {}{} by {}: {}\n", seal.number, seal.when, seal.ground,
                        seal.lifted ? ", lifted" : "", seal.who, seal.why);
    text += fmt::format("  former:  {} ({})\n", fmt::join(seal.former, ", "),
                        fmt::join(seal.former_entities, ", "));
    text += fmt::format("  present: {} ({})\n", fmt::join(seal.present, ", "),
                        fmt::join(seal.present_entities, ", "));
    if (!seal.undecided.empty()) {
      text += fmt::format("  undecided: {}\n", fmt::join(seal.undecided, ", "));
    }
    if (!seal.hidden.empty()) {
      text += fmt::format("  hidden, though of the present identity: {}\n",
                          fmt::join(seal.hidden, ", "));
    }
  }
  return text;
}

std::string seals_json(const std::vector<workspace::SealLine>& seals) {
  Json json = {{"seals", Json::array()}};
  for (const workspace::SealLine& seal : seals) {
    json["seals"].push_back({{"number", seal.number},
                             {"ground", seal.ground},
                             {"who", seal.who},
                             {"reason", seal.why},
                             {"when", seal.when},
                             {"lifted", seal.lifted},
                             {"former", seal.former},
                             {"present", seal.present},
                             {"former_entities", seal.former_entities},
                             {"present_entities", seal.present_entities},
                             {"undecided", seal.undecided},
                             {"hidden", seal.hidden}});
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

int say_seals(const Terminal& terminal, const ContextOptions& options,
              const std::vector<workspace::SealLine>& seals) {
  return say(terminal, options.json ? seals_json(seals) : seals_text(seals));
}

}  // namespace

int rights_seal_identity(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("Seal a person's former identity from the present one.", "rights seal-identity");
  ContextOptions options;
  workspace::SealRequest request;
  app.add_option("--former", request.former,
                 "A record of the former identity, SOURCE:KEY, or an entity's id for all of its "
                 "records. May be repeated.");
  app.add_option("--present", request.present,
                 "A record of the present identity, or an entity's id. May be repeated.");
  app.add_option("--ground", request.ground, "adoption, gender_recognition or protected_person.");
  app.add_option("--seal", request.number,
                 "Puts the records under this seal instead of a new one: what it lists as "
                 "undecided.");
  add_context_options(app, options);
  app.footer(
      "\nThe two are never linked, proposed or queued against each other again; the former one is\n"
      "found by nobody. Records that come later go by the names, dates and numbers that they say:\n"
      "with what the former identity alone has said they go to it and are found by nobody. Those\n"
      "that say something of both, or fit both, go to neither; newlyn rights sealed-identities\n"
      "lists them as undecided. Where one entity held both, the present identity goes on under a\n"
      "new id and every id it had before leads nowhere. For information governance officers of\n"
      "newlyn.toml alone, as are the list of seals and their entries in the log. The sources\n"
      "themselves are not changed.\n"
      "\nExamples:\n"
      "  newlyn rights seal-identity --former births:311 --present 7KX3PQM --ground adoption \\\n"
      "    --reason 'order of 3 September'\n"
      "  newlyn rights seal-identity --seal 1 --present school:88 --reason 'letter seen'\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.context = options.context();
  RunContext run(nullptr, &stop_requested());
  return say_seals(terminal, options, {workspace::rights_seal_identity(request, run)});
}

int rights_sealed_identities(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("List sealed identities.", "rights sealed-identities");
  ContextOptions options;
  add_context_options(app, options);
  app.footer("\nExample:\n  newlyn rights sealed-identities\n");
  if (!parse(app, arguments, terminal)) return 0;
  RunContext run(nullptr, &stop_requested());
  return say_seals(terminal, options, workspace::rights_sealed_identities(options.context(), run));
}

int rights_unseal_identity(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("Lift a seal: the former identity is seen again.", "rights unseal-identity");
  ContextOptions options;
  uint64_t number = 0;
  app.add_option("NUMBER", number, "The seal: see newlyn rights sealed-identities.")
      ->required()
      ->check(CLI::Range(uint64_t{1}, kNumberMax));
  add_context_options(app, options);
  app.footer("\nExample:\n  newlyn rights unseal-identity 1 --reason 'sealed by mistake'\n");
  if (!parse(app, arguments, terminal)) return 0;
  RunContext run(nullptr, &stop_requested());
  return say_seals(terminal, options,
                   {workspace::rights_unseal_identity(options.context(), number, run)});
}

}  // namespace newlyn::cli
