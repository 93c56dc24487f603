// SPDX-License-Identifier: MIT
// newlyn blocking.
#include <CLI/CLI.hpp>
#include <ostream>

#include "cli/blocking_report.h"
#include "cli/command.h"
#include "cli/file_options.h"
#include "cli/progress.h"
#include "workspace/blocking_files.h"

namespace newlyn::cli {
namespace {

constexpr int kBlocksMax = 1000;
constexpr int kSuggestionsMax = 20;

}  // namespace

int run_blocking(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app(
      "Count the pairs that blocking rules bring, before any is compared: those Newlyn would "
      "choose, those of a model, or your own.",
      "blocking");
  FileOptions options;
  workspace::BlockingFilesRequest request;
  app.add_option("FILE", options.request.files, std::string(kFileWords))->required();
  app.add_option("--rule", request.rules,
                 "A rule to try: \"l.postcode = r.postcode and l.sex = r.sex\". It names the "
                 "columns of the files, or what Newlyn makes of them (family_name, birth_date). "
                 "May be repeated.");
  app.add_option("--blocks", request.blocks_shown, "Largest blocks shown of each rule. Default 3.")
      ->check(CLI::Range(0, kBlocksMax));
  app.add_option("--suggest", request.suggestions_max, "Rules suggested at most. Default 3.")
      ->check(CLI::Range(0, kSuggestionsMax));
  app.add_flag("--counts-only", request.counts_only,
               "Count and no more: no estimate of matches, no suggestions. Faster.");
  app.add_option("--svg", request.svg, "Draw the chart into this SVG file.");
  add_match_option(app, options);
  add_file_options(app, options);
  app.footer(
      "\nExamples:\n  newlyn blocking people.csv\n"
      "  newlyn blocking people.csv --rule \"l.birth_date = r.birth_date\" --svg blocking.svg\n");
  if (!parse(app, arguments, terminal)) return 0;
  finish_file_options(app, options);
  request.files = options.request;
  TerminalProgress progress(terminal.err);
  RunContext run(terminal.interactive ? &progress : nullptr, &stop_requested());
  const workspace::BlockingFilesResponse response = workspace::blocking_files(request, run);
  terminal.out << (options.json ? blocking_json(request, response)
                                : blocking_text(request, response));
  terminal.out.flush();
  return 0;
}

}  // namespace newlyn::cli
