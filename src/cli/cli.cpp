// SPDX-License-Identifier: MIT
// Finds the command, runs it, and turns an Error into a message and an exit status.
#include "cli/cli.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>
#include <filesystem>
#include <new>
#include <ostream>

#include "base/error.h"
#include "cli/command.h"
#include "cli/record_command.h"
#include "cli/rollback_command.h"
#include "workspace/notices.h"
#include "workspace/service_account.h"

namespace newlyn::cli {
namespace {

std::atomic<bool> stop_flag{false};

constexpr std::array<Command, 42> kCommands = {{
    {"dedupe", "Find the records in one or more files that are the same person or body.",
     "newlyn dedupe people.csv --output linked.csv", run_dedupe},
    {"match", "Find for the records of one file the same person or body in another.",
     "newlyn match people.csv people.csv --output matched.csv", run_match},
    {"train", "Train a model on files and save it.",
     "newlyn train people.csv --save-model model.json", run_train},
    {"explain", "Say what speaks for and against two records being one.",
     "newlyn explain people.csv --pairs 2", run_explain},
    {"blocking", "Count the pairs that blocking rules bring, before any is compared.",
     "newlyn blocking people.csv", run_blocking},
    {"profile", "Measure every column: how full, how varied, what to look at.",
     "newlyn profile people.csv", run_profile},
    {"report", "Link files and write one page about how it went.",
     "newlyn report report.html people.csv", run_report},
    {"evaluate", "Say how right a linkage is, or draw pairs for people to judge.",
     "newlyn evaluate people.csv", run_evaluate},
    {"compare", "Put two clusterings of the same records side by side.",
     "newlyn compare people.csv people.csv --cluster first_name,last_name", run_compare},
    {"standardise", "Say how a value is read, what it is compared as, and what is wrong with it.",
     "newlyn standardise nhs_number '999 000 0018'", run_standardise},
    {"init", "Make a workspace: one folder that holds everything Newlyn keeps.",
     "newlyn init council", run_init},
    {"source", "Read the systems a body already runs, in place.", "newlyn source --help",
     run_source},
    {"map", "Say what the columns of a source mean under the standard schema.",
     "newlyn map --schema", run_map},
    {"link", "Put the records of a workspace together into entities that keep their ids.",
     "newlyn link --help", run_link_workspace},
    {"search", "Search entities by whatever is known of them.", "newlyn search --help", run_search},
    {"find", "Say who in the index a record is.", "newlyn find --help", run_find},
    {"entity", "Look at one entity, merge or split it.", "newlyn entity --help", run_entity},
    {"record", "Put single records in, take them out, ask about them, in Senzing's JSON.",
     "newlyn record --help", run_record},
    {"seal", "Break a seal open for a while, and list who did.", "newlyn seal --help", run_seal},
    {"judge", "Say that two records are the same or different, whatever they weigh.",
     "newlyn judge --help", run_judge},
    {"review", "Decide what linkage leaves open: claim, decide, compare, hand on as labels.",
     "newlyn review --help", run_review},
    {"export", "Hand entities to other systems: crosswalk, duplicates of a source.",
     "newlyn export --help", run_export},
    {"network", "Show who shares an address, telephone, e-mail, account or vehicle.",
     "newlyn network --help", run_network},
    {"path", "Show how one entity leads to another.", "newlyn path --help", run_path},
    {"household", "Show who shares a place with an entity over the same time.",
     "newlyn household --help", run_household},
    {"backup", "Copy a workspace, and read the copy again.", "newlyn backup --help", run_backup},
    {"restore", "Make a workspace of a backup.", "newlyn restore --help", run_restore},
    {"check", "Hold a workspace against what must be true of it.", "newlyn check --help",
     run_check},
    {"rollback", "Put back what was kept of an earlier version.", "newlyn rollback --help",
     run_rollback},
    {"quality", "Say how good the stored records of sources are, in six dimensions.",
     "newlyn quality --help", run_quality},
    {"catalogue", "Describe sources for those who look for data, and hand it out as DCAT.",
     "newlyn catalogue --help", run_catalogue},
    {"purpose", "Say what data is used for, and have it approved.", "newlyn purpose --help",
     run_purpose},
    {"policy", "Test who may do what.", "newlyn policy --help", run_policy},
    {"audit", "Look into the log of who did what, and verify it.", "newlyn audit --help",
     run_audit},
    {"governance", "Write what is recorded of all processing, and what is open.",
     "newlyn governance --help", run_governance},
    {"breach", "List whom an account or a source exposed.", "newlyn breach --help", run_breach},
    {"key", "Rotate, export and import the workspace's key; keep secrets.", "newlyn key --help",
     run_key},
    {"borough", "Make a synthetic borough with its truth, and load it into servers.",
     "newlyn borough create town --people 500", run_borough},
    {"rights", "Answer what people ask for whose data it is: access, erasure, when it is due.",
     "newlyn rights due 2025-09-03", run_rights},
    {"retain", "Delete by rule what was kept for long enough, with a certificate.",
     "newlyn retain --help", run_retain},
    {"demo", "Link a sample and a whole synthetic borough, and tell what happened.", "newlyn demo",
     run_demo},
    {"version", "Say which version this is.", "newlyn version", run_version},
}};

/// What people call a verb of `rights` when they do not know that it stands there.
constexpr std::array<std::string_view, 4> kRightsAlone = {"erase", "restrict", "object", "rectify"};

/// The command as it is written here: `subject access` is `rights access`, `erase` is `rights
/// erase`.
std::vector<std::string> in_own_words(const std::vector<std::string>& arguments) {
  std::vector<std::string> own = arguments;
  if (own.empty()) return own;
  if (own[0] == "subject") own[0] = "rights";
  const bool alone =
      std::find(kRightsAlone.begin(), kRightsAlone.end(), own[0]) != kRightsAlone.end();
  if (alone) own.insert(own.begin(), "rights");
  return own;
}

std::string help_text() {
  std::string text =
      "newlyn: one trustworthy view of people, households, organisations and places.\n\n"
      "Commands:\n";
  for (const Command& command : kCommands) {
    text += fmt::format("  {:<13}{}\n", command.name, command.summary);
  }
  text +=
      "\n`newlyn subject access`, `erase`, `restrict`, `object` and `rectify` are those of "
      "`rights`.\n"
      "\nFirst try:  newlyn dedupe people.csv --output linked.csv\n"
      "Help on one command:  newlyn dedupe --help\n";
  return text;
}

int run_command(const std::vector<std::string>& given, const Terminal& terminal) {
  const std::vector<std::string> arguments = in_own_words(given);
  if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h" ||
      arguments[0] == "help") {
    terminal.out << help_text();
    return 0;
  }
  if (arguments[0] == "--version") return run_version({}, terminal);
  workspace::enter(arguments);
  for (const Command& command : kCommands) {
    if (command.name == arguments[0]) {
      return command.run({arguments.begin() + 1, arguments.end()}, terminal);
    }
  }
  std::string names;
  for (const Command& command : kCommands) {
    names += fmt::format("{}{}", names.empty() ? "" : ", ", command.name);
  }
  throw Error(
      Code::request_invalid,
      fmt::format("There is no command {}. Commands: {}. See newlyn --help.", arguments[0], names));
}

int fail(const Terminal& terminal, Code code, std::string_view message) {
  const CodeRow& row = code_row(code);
  terminal.err << fmt::format("newlyn: {}\n", message);
  if (code == Code::internal) {
    terminal.err << "newlyn: Please report this with the command you gave; leave out the data.\n";
  }
  return row.exit_status;
}

/// What the system would not look at or change, where no verb foresaw it: a name that is too long,
/// a folder that may not be entered, a full disk.
int fail_at_file(const Terminal& terminal, const std::filesystem::filesystem_error& problem) {
  const std::error_code& reason = problem.code();
  Code code = Code::source_unreadable;
  if (reason == std::errc::no_space_on_device) code = Code::storage_full;
  if (reason == std::errc::filename_too_long || reason == std::errc::not_a_directory) {
    code = Code::request_invalid;
  }
  return fail(terminal, code,
              fmt::format("'{}' cannot be used: {}. Look whether the name is right, and who may "
                          "read and write there.",
                          problem.path1().string(), reason.message()));
}

}  // namespace

std::span<const Command> commands() noexcept { return kCommands; }

const std::atomic<bool>& stop_requested() noexcept { return stop_flag; }

void request_stop() noexcept { stop_flag.store(true); }

namespace {

int run_told(const std::vector<std::string>& arguments, const Terminal& terminal) {
  try {
    return run_command(arguments, terminal);
  } catch (const Error& error) {
    return fail(terminal, error.code(), error.what());
  } catch (const std::bad_alloc&) {
    return fail(terminal, Code::resource_exhausted,
                "The memory of this machine is used up. Give fewer records, or use a machine with "
                "more memory.");
  } catch (const std::filesystem::filesystem_error& problem) {
    return fail_at_file(terminal, problem);
  } catch (const std::exception& problem) {
    return fail(terminal, Code::internal, problem.what());
  }
}

}  // namespace

int run(const std::vector<std::string>& arguments, const Terminal& terminal) {
  stop_flag.store(false);
  const int status = run_told(arguments, terminal);
  const std::string notices = workspace::waiting_notices(arguments);
  if (!notices.empty()) terminal.err << "newlyn: " << notices << "\n";
  return status;
}

}  // namespace newlyn::cli
