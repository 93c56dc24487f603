// SPDX-License-Identifier: MIT
// newlyn profile.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <ostream>
#include <thread>

#include "base/threads.h"
#include "cli/command.h"
#include "cli/file_options.h"
#include "cli/profile_report.h"
#include "cli/progress.h"

namespace newlyn::cli {

int run_profile(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app(
      "Measure every column of files or sources: how full, how varied, which patterns, what to "
      "look at; and what several of them share. Values that may tell about a person are not shown.",
      "profile");
  workspace::ProfileFilesRequest request;
  bool json = false;
  size_t threads = std::max(1U, std::thread::hardware_concurrency());
  app.add_option("INPUT", request.inputs, "Files, or names of sources of the workspace.")
      ->required();
  app.add_option("--html", request.page, "Write a page with charts, an .html file.");
  app.add_flag("--with-values", request.with_values,
               "Show values of columns that may tell about a person as well.");
  app.add_option("--workspace", request.workspace,
                 "The workspace of the sources. Default: NEWLYN_WORKSPACE, else the nearest folder "
                 "upwards that holds newlyn.toml.");
  app.add_option("--purpose", request.purpose,
                 "What sources are looked at for. Stands in the audit log.");
  app.add_option("--threads", threads, "Threads to use. Default: all cores.")
      ->check(CLI::Range(1, 512));
  app.add_flag("--json", json, "Print the answer as JSON.");
  app.footer(
      "\nExamples:\n  newlyn profile people.csv\n"
      "  newlyn profile people.csv --html profile.html\n");
  if (!parse(app, arguments, terminal)) return 0;
  set_thread_count(threads);
  TerminalProgress progress(terminal.err);
  RunContext run(terminal.interactive ? &progress : nullptr, &stop_requested());
  const workspace::ProfileFilesResponse response = workspace::profile_files(request, run);
  terminal.out << (json ? profile_json(response) : profile_text(request, response));
  terminal.out.flush();
  return 0;
}

}  // namespace newlyn::cli
