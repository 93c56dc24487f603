// SPDX-License-Identifier: MIT
// newlyn purpose and newlyn audit.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <ostream>

#include "base/error.h"
#include "cli/command.h"
#include "cli/file_options.h"
#include "cli/governance_report.h"
#include "cli/home_options.h"
#include "cli/number_option.h"
#include "cli/oversight_command.h"
#include "cli/verbs.h"
#include "workspace/audit_proof.h"
#include "workspace/home.h"

namespace newlyn::cli {
namespace {

using Arguments = std::vector<std::string>;

constexpr uint64_t kEntriesListed = 20;
constexpr uint64_t kEntriesListedMax = 1'000'000;

/// Writes a file, or says it where none is named.
int say_into(const Terminal& terminal, const std::string& text, const std::string& output) {
  if (output.empty()) return say(terminal, text);
  workspace::write_home_file(output, text);
  return 0;
}

int say_purpose(const Terminal& terminal, const HomeOptions& options,
                const workspace::PurposeReport& report) {
  return say(terminal, options.json ? purpose_json(report) : purpose_text(report));
}

int purpose_add(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Add a purpose, or a new version of one, from its file.", "purpose add");
  HomeOptions options;
  std::string file;
  std::string after;
  app.add_option("FILE", file, "The purpose as TOML.")->required();
  app.add_option("--after", after,
                 "The version that it comes after: see newlyn purpose show. None for the first.");
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn purpose add homelessness.toml\n");
  if (!parse(app, arguments, terminal)) return 0;
  return say_purpose(terminal, options, workspace::purpose_add(options.asked(), file, after));
}

int purpose_list(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("List the purposes of the workspace.", "purpose list");
  HomeOptions options;
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn purpose list\n");
  if (!parse(app, arguments, terminal)) return 0;
  const auto reports = workspace::purpose_list(options.asked());
  return say(terminal, options.json ? purposes_json(reports) : purposes_text(reports));
}

int purpose_show(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Show a purpose: what it says, its versions, whether it works.", "purpose show");
  HomeOptions options;
  app.add_option("NAME", options.name, "The purpose.")->required();
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn purpose show homelessness_prevention\n");
  if (!parse(app, arguments, terminal)) return 0;
  return say_purpose(terminal, options, workspace::purpose_show(options.asked(), options.name));
}

int purpose_approve(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Approve the latest version of a purpose, as another person than its author.",
               "purpose approve");
  HomeOptions options;
  std::string key;
  std::string version;
  app.add_option("NAME", options.name, "The purpose.")->required();
  app.add_option("--version", version, "The version that was read: see newlyn purpose show.")
      ->required();
  app.add_option("--key", key, "The file with your key: see newlyn purpose key.")->required();
  add_home_options(app, options);
  app.footer(
      "\nExample:\n  newlyn purpose approve homelessness_prevention --version 3f9a20c1b7de --key "
      "my.key\n");
  if (!parse(app, arguments, terminal)) return 0;
  return say_purpose(terminal, options,
                     workspace::purpose_approve(options.asked(), {options.name, version, key}));
}

int purpose_check(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Say whether a purpose may be used today; if not, why and what to do.",
               "purpose check");
  HomeOptions options;
  app.add_option("NAME", options.name, "The purpose.")->required();
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn purpose check homelessness_prevention\n");
  if (!parse(app, arguments, terminal)) return 0;
  const auto report = workspace::purpose_check(options.asked(), options.name);
  if (options.json) say(terminal, purpose_json(report));
  if (!report.obstacles.empty()) {
    throw Error(Code::access_refused,
                fmt::format("{} may not be used. {} {}", report.name, report.obstacles[0].first,
                            report.obstacles[0].second));
  }
  return options.json
             ? 0
             : say(terminal, fmt::format("{} may be used.\n{}", report.name, remarks_text(report)));
}

int purpose_gateway(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app(
      "Record the legal gateway through which a purpose uses a source whose use the law "
      "limits. For information-governance officers.",
      "purpose gateway");
  HomeOptions options;
  workspace::PurposeGateway wanted;
  app.add_option("NAME", wanted.name, "The purpose.")->required();
  app.add_option("--version", wanted.version, "The version that was read: newlyn purpose show.")
      ->required();
  app.add_option("--gateway", wanted.gateway, "The gateway: see newlyn purpose law.");
  app.add_option("--source", wanted.source,
                 "The source. Default: each that carries a limit and that the gateway opens.");
  app.add_flag("--withdraw", wanted.withdrawn, "Take back what was recorded.");
  app.add_option("--reason", wanted.reason, "Why, for the officer after you.");
  add_home_options(app, options);
  app.footer(
      "\nExample:\n  newlyn purpose gateway debt --version 3f9a20c1b7de --gateway dea_debt \\\n"
      "      --reason \"agreement ISA-4, objective 2\"\n");
  if (!parse(app, arguments, terminal)) return 0;
  return say_purpose(terminal, options, workspace::purpose_gateway(options.asked(), wanted));
}

int purpose_key(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Make the key with which you approve purposes, or register somebody else's.",
               "purpose key");
  HomeOptions options;
  workspace::PurposeKeyRequest request;
  app.add_option("PERSON", request.person, "The person's sign-in name: your own.")->required();
  auto* output = app.add_option("--output", request.output,
                                "Where the secret half goes, for its owner alone; - for standard "
                                "output.");
  app.add_option("--public", request.public_half,
                 "The public half that somebody else made; for administrators.")
      ->excludes(output);
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn purpose key b.smith --output my.key\n");
  if (!parse(app, arguments, terminal)) return 0;
  if (request.output.empty() && request.public_half.empty()) {
    throw Error(Code::request_invalid, "Say where the secret half goes: --output FILE.");
  }
  const auto answer = workspace::purpose_key(options.asked(), request);
  if (!answer.secret.empty()) return say(terminal, answer.secret);
  if (!request.public_half.empty()) {
    return say(terminal, fmt::format("{} can approve purposes with the key of this public half.\n",
                                     request.person));
  }
  return say(terminal, fmt::format("{} can approve purposes with the key in {}. Keep it where no "
                                   "one else can read it.\n",
                                   request.person, request.output));
}

int purpose_law(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("List the law that a purpose can name.", "purpose law");
  HomeOptions options;
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn purpose law\n");
  if (!parse(app, arguments, terminal)) return 0;
  return say(terminal, law_text(workspace::purpose_law()));
}

int audit_verify(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Verify the audit log: every byte, every hash, every signature.", "audit verify");
  HomeOptions options;
  workspace::AuditVerifyRequest request;
  app.add_option("--folder", request.folder, "The log's folder, instead of a workspace.");
  app.add_option("--key", request.key_file,
                 "The public key as it was kept elsewhere. Default: log.pub beside the log.");
  app.add_option("--since", request.since,
                 "A checkpoint kept from before: the log must still begin with it.");
  app.add_option("--proof", request.proof,
                 "Instead of the log, a proof: of one entry, or of how the log grew since a "
                 "checkpoint. See newlyn audit prove.");
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn audit verify --key kept/log.pub --since kept/checkpoint\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.workspace = options.workspace;
  const auto response = workspace::audit_verify(request);
  say(terminal, options.json ? verify_json(response) : verify_text(response));
  if (response.problems.empty()) return 0;
  if (response.proof) {
    if (response.growth) {
      throw Error(Code::source_unreadable,
                  "That is no proof that the log goes on from the checkpoint that was kept. Have "
                  "it made anew with newlyn audit prove --since CHECKPOINT; who cannot make it has "
                  "a log that was changed.");
    }
    throw Error(Code::source_unreadable,
                "That is no proof of an entry by this key, which says nothing of the log: newlyn "
                "audit verify without --proof verifies that. Have the proof made anew with newlyn "
                "audit prove NUMBER.");
  }
  throw Error(Code::source_unreadable,
              "The audit log is not whole. Keep it as it is, and compare it with a backup.");
}

int audit_list(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("List the latest entries. That is an entry itself.", "audit list");
  HomeOptions options;
  uint64_t count = kEntriesListed;
  app.add_option("--count", count, "How many. Default 20.")
      ->check(CLI::Range(uint64_t{1}, kEntriesListedMax));
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn audit list --count 50\n");
  if (!parse(app, arguments, terminal)) return 0;
  const auto lines = workspace::audit_list(options.asked(), count);
  return say(terminal, options.json ? entries_json(lines) : entries_text(lines));
}

int audit_checkpoint(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app("Print the signed checkpoint, to be kept where the log is not.", "audit checkpoint");
  HomeOptions options;
  std::string output;
  app.add_option("--output", output, "Write it into this file.");
  add_home_options(app, options);
  app.footer("\nExample:\n  newlyn audit checkpoint --output kept.checkpoint\n");
  if (!parse(app, arguments, terminal)) return 0;
  return say_into(terminal, workspace::audit_checkpoint(options.workspace), output);
}

int audit_prove(const Arguments& arguments, const Terminal& terminal) {
  CLI::App app(
      "Prove that one entry is in the log, or that the log goes on from a checkpoint that was "
      "kept.",
      "audit prove");
  HomeOptions options;
  uint64_t number = 0;
  std::string output;
  std::string since;
  app.add_option("--output", output, "Write it into this file.");
  auto* entry = app.add_option("NUMBER", number, "The entry, counted from 0.")
                    ->check(CLI::Range(uint64_t{0}, kNumberMax));
  app.add_option("--since", since,
                 "Instead of an entry, a checkpoint kept from before: nothing that it was over has "
                 "been changed or taken out.")
      ->excludes(entry);
  add_home_options(app, options);
  app.footer(
      "\nThe proof is small enough for an e-mail; newlyn audit verify --proof verifies it, and so "
      "does the\nprogram newlyn_audit_verify, from the public key alone.\n"
      "\nExamples:\n  newlyn audit prove 12 --output proof.json\n"
      "  newlyn audit prove --since kept/checkpoint --output growth.json\n");
  if (!parse(app, arguments, terminal)) return 0;
  if (!since.empty())
    return say_into(terminal, workspace::prove_growth(options.asked(), since), output);
  if (entry->count() == 0) {
    throw Error(Code::request_invalid,
                "Say what is to be proved: the number of an entry, or --since CHECKPOINT. newlyn "
                "audit list names the entries.");
  }
  return say_into(terminal, workspace::prove_entry(options.asked(), number), output);
}

constexpr Verb kPurposeVerbs[] = {
    {"add", "Add a purpose, or a new version of one.", purpose_add, "front_desk.toml"},
    {"list", "List the purposes.", purpose_list},
    {"show", "Show one with its versions.", purpose_show},
    {"approve", "Approve one, as another person than its author.", purpose_approve},
    {"gateway", "Record the legal gateway of one, as an officer.", purpose_gateway},
    {"check", "Say whether one may be used today.", purpose_check},
    {"key", "Make the key of a person who approves.", purpose_key},
    {"law", "List the law that a purpose can name.", purpose_law},
};
constexpr Verb kAuditVerbs[] = {
    {"verify", "Verify the log, or one entry's proof.", audit_verify},
    {"list", "List the latest entries.", audit_list},
    {"checkpoint", "Print the signed checkpoint.", audit_checkpoint},
    {"prove", "Prove an entry, or that the log goes on from a checkpoint.", audit_prove},
    {"who-saw", "List who looked at a person.", audit_who_saw},
    {"what-did", "List what an account did.", audit_what_did},
    {"unusual", "List looks that a manager should ask about.", audit_unusual},
    {"review", "Draw looks for a manager, and note what came of it.", audit_review},
};

}  // namespace

int run_purpose(const Arguments& arguments, const Terminal& terminal) {
  return run_verb("purpose", kPurposeVerbs, arguments, terminal);
}

int run_audit(const Arguments& arguments, const Terminal& terminal) {
  return run_verb("audit", kAuditVerbs, arguments, terminal);
}

}  // namespace newlyn::cli
