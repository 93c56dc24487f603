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

/// What --expires of an export is.
inline constexpr const char* kExpiresHelp =
    "The last day on which it may be kept: 2027-01-31. Default, and at the latest: as long as the "
    "purpose lets results be kept.";

/// Adds --recipient and --expires to a command that hands data out. `Request` has both as texts.
template <typename Request>
void add_handing_options(CLI::App& app, Request& request) {
  app.add_option("--recipient", request.recipient,
                 "To whom it is handed, for the register. Default: the account that asks.");
  app.add_option("--expires", request.expires, kExpiresHelp);
}

}  // namespace newlyn::cli
