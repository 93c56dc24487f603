// SPDX-License-Identifier: MIT
// The options of every command over entities: the workspace, and what the data is used for.
#pragma once

#include <CLI/CLI.hpp>

#include "cli/home_options.h"
#include "workspace/request_context.h"

namespace newlyn::cli {

/// What the command line says of workspace and purpose.
struct ContextOptions : HomeOptions {
  std::string reason;

  workspace::RequestContext context() const { return {workspace, purpose, reason}; }
};

/// Adds --workspace, --json, --purpose (an approved one) and --reason.
void add_context_options(CLI::App& app, ContextOptions& options);

}  // namespace newlyn::cli
