// SPDX-License-Identifier: MIT
// What every command is given, and the list of commands.
#pragma once

#include <atomic>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/cli.h"

namespace newlyn::cli {

/// One command: a row of the registry that help, dispatch and documentation read.
struct Command {
  std::string_view name;
  std::string_view summary;  // one sentence
  std::string_view example;  // runs as it stands, in a folder that holds people.csv
  int (*run)(const std::vector<std::string>& arguments, const Terminal& terminal);
};

/// All commands in the order of help.
std::span<const Command> commands() noexcept;

/// Set when the person asked to stop.
const std::atomic<bool>& stop_requested() noexcept;

/// The commands. Each parses its arguments, runs, writes its answer and returns the exit status;
/// Errors pass through to cli::run.
int run_dedupe(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_match(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_explain(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_blocking(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_train(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_profile(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_report(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_evaluate(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_compare(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_init(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_source(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_map(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_link_workspace(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_search(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_find(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_entity(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_seal(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_judge(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_review(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_export(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_network(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_path(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_household(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_backup(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_restore(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_check(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_quality(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_catalogue(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_borough(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_demo(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_purpose(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_policy(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_audit(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_governance(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_breach(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_key(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_standardise(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_rights(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_retain(const std::vector<std::string>& arguments, const Terminal& terminal);
/// See run_dedupe.
int run_version(const std::vector<std::string>& arguments, const Terminal& terminal);

}  // namespace newlyn::cli
