// SPDX-License-Identifier: MIT
// newlyn backup and newlyn restore.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/file_options.h"
#include "cli/home_options.h"
#include "cli/secret_input.h"
#include "workspace/keep_workspace.h"
#include "workspace/keys.h"

namespace newlyn::cli {
namespace {

std::string json_of(const workspace::BackupAnswer& answer) {
  const nlohmann::ordered_json json = {{"folder", answer.folder},
                                       {"made", answer.made},
                                       {"files", answer.files},
                                       {"bytes", answer.bytes},
                                       {"hash", answer.hash}};
  return json.dump(2) + "\n";
}

std::string text_of(const workspace::BackupAnswer& answer, std::string_view what) {
  return fmt::format("{} {}: {} files, {} bytes, read again and equal.\nhash {}\n", what,
                     answer.folder, answer.files, answer.bytes, answer.hash);
}

}  // namespace

int run_backup(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("Copy a workspace into a folder, sealed under its key, and read the copy again.",
               "backup");
  HomeOptions options;
  std::string expires;
  workspace::BackupRequest request;
  app.add_option("FOLDER", request.target, "The folder to make. It must not be there yet.")
      ->required();
  app.add_option("--expires", expires, "The last day on which it is kept: 2027-01-31.");
  app.add_option("--wait", request.wait_seconds,
                 "Seconds to wait for another process that has the workspace. Default 600.");
  add_home_options(app, options);
  app.footer(
      "\nThe copy is of one moment. Where newlyn record has the workspace it makes the copy "
      "between\ntwo groups of records and goes on; other commands are waited for.\n"
      "Without the key nobody reads it: newlyn key export, and keep that elsewhere.\n"
      "\nExample:\n  newlyn backup /backup/council-2026-11-28\n");
  if (!parse(app, arguments, terminal)) return 0;
  request.workspace = options.workspace;
  request.purpose = options.purpose;
  request.expires = expires;
  RunContext run(nullptr, &stop_requested());
  const auto answer = workspace::back_up(request, run);
  return say(terminal, options.json ? json_of(answer) : text_of(answer, "Backup in"));
}

int run_restore(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("Make a workspace of a backup, after comparing every file with its hash.",
               "restore");
  bool json = false;
  std::string passphrase_file;
  workspace::RestoreRequest request;
  app.add_option("BACKUP", request.backup, "The folder that newlyn backup made.")->required();
  app.add_option("FOLDER", request.target, "The workspace to make. It must not be there yet.")
      ->required();
  app.add_option("--key", request.key,
                 "The key that it is sealed with: a workspace.key of that time, or what newlyn key "
                 "export wrote. Default: NEWLYN_WORKSPACE_KEY or a credential.");
  app.add_option("--passphrase-file", passphrase_file,
                 "Where the passphrase of an exported key is, only its owner may read it. Default: "
                 "standard input.");
  app.add_flag("--json", json, "Print the answer as JSON.");
  app.footer(
      "\nExamples:\n"
      "  newlyn restore /backup/council-2026-11-28 council --key old/workspace.key\n"
      "  newlyn restore /backup/council-2026-11-28 council --key kept.escrow \\\n"
      "    --passphrase-file words.txt\n");
  if (!parse(app, arguments, terminal)) return 0;
  if (workspace::key_needs_passphrase(request.key)) {
    request.passphrase = secret_from(terminal, passphrase_file);
  }
  RunContext run(nullptr, &stop_requested());
  const auto answer = workspace::restore(request, run);
  return say(terminal, json ? json_of(answer) : text_of(answer, "Restored to"));
}

}  // namespace newlyn::cli
