// SPDX-License-Identifier: MIT
// The options of every command that works on a workspace.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "cli/cli.h"
#include "workspace/home.h"

namespace newlyn::cli {

/// What the command line says of the workspace and of the thing in it that is meant.
struct HomeOptions {
  std::string workspace;
  std::string name;
  std::string purpose;
  bool json = false;

  workspace::Asked asked() const { return {workspace, purpose}; }
};

/// Adds --workspace, --purpose and --json.
void add_home_options(CLI::App& app, HomeOptions& options);

/// Prints an answer. Returns the exit status of success.
int say(const Terminal& terminal, const std::string& text);

}  // namespace newlyn::cli
