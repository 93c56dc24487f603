// SPDX-License-Identifier: MIT
// Adds the options that commands over entities share.
#include "cli/context_options.h"

namespace newlyn::cli {

void add_context_options(CLI::App& app, ContextOptions& options) {
  add_home_options(app, options);
  app.get_option("--purpose")
      ->description("The approved purpose that the data is used for: see newlyn purpose list.");
  app.add_option("--reason", options.reason, "Why now, in a few words, for the audit log.");
}

}  // namespace newlyn::cli
