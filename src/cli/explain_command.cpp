// SPDX-License-Identifier: MIT
// newlyn explain.
#include <CLI/CLI.hpp>
#include <ostream>

#include "cli/command.h"
#include "cli/explain_report.h"
#include "cli/file_options.h"
#include "cli/progress.h"
#include "workspace/explain_files.h"

namespace newlyn::cli {
namespace {

constexpr size_t kPairsShown = 3;
constexpr int kPairsMax = 10'000;

}  // namespace

int run_explain(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("Say in words and numbers what speaks for and against two records being one.",
               "explain");
  FileOptions options;
  workspace::ExplainFilesRequest request;
  request.pairs = kPairsShown;
  app.add_option("FILE", options.request.files, std::string(kFileWords))->required();
  auto* pair = app.add_option("--pair", request.pair,
                              "The ids of two records; SOURCE:ID where sources share ids. Without "
                              "a column of ids, row numbers from 1.")
                   ->expected(2);
  app.add_option("--pairs", request.pairs,
                 "Instead of one pair: N pairs, from the surest to the least sure. Default 3.")
      ->check(CLI::Range(1, kPairsMax))
      ->excludes(pair);
  app.add_option("--svg", request.svg, "Draw the waterfalls into this SVG file.");
  add_match_option(app, options);
  add_file_options(app, options);
  add_entity_options(app, options);
  app.footer(
      "\nExamples:\n  newlyn explain people.csv --pairs 2\n"
      "  newlyn explain people.csv --pair 1 2 --svg pair.svg\n");
  if (!parse(app, arguments, terminal)) return 0;
  finish_file_options(app, options);
  request.files = options.request;
  TerminalProgress progress(terminal.err);
  RunContext run(terminal.interactive ? &progress : nullptr, &stop_requested());
  const workspace::ExplainFilesResponse response = workspace::explain_files(request, run);
  terminal.out << (options.json ? explain_json(request, response)
                                : explain_text(request, response));
  terminal.out.flush();
  return 0;
}

}  // namespace newlyn::cli
