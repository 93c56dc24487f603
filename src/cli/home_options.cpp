// SPDX-License-Identifier: MIT
// Adds the options that commands over a workspace share.
#include "cli/home_options.h"

#include <ostream>

namespace newlyn::cli {

void add_home_options(CLI::App& app, HomeOptions& options) {
  app.add_option("--workspace", options.workspace,
                 "The workspace. Default: NEWLYN_WORKSPACE, else the nearest folder upwards that "
                 "holds newlyn.toml.");
  app.add_option("--purpose", options.purpose,
                 "What it is for: a purpose's name, or a few words that name nobody. Stands in the "
                 "audit log.");
  app.add_flag("--json", options.json, "Print the answer as JSON.");
}

int say(const Terminal& terminal, const std::string& text) {
  terminal.out << text;
  terminal.out.flush();
  return 0;
}

}  // namespace newlyn::cli
