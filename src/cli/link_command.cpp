// SPDX-License-Identifier: MIT
// newlyn dedupe and newlyn match.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ostream>
#include <thread>

#include "base/error.h"
#include "base/threads.h"
#include "cli/command.h"
#include "cli/link_report.h"
#include "cli/progress.h"
#include "workspace/link_files.h"

namespace newlyn::cli {
namespace {

constexpr int kThreadsMax = 512;
constexpr int kExplainedMax = 10'000;

/// What the command line says.
struct Options {
  workspace::LinkFilesRequest request;
  std::vector<std::string> columns;  // kind=COLUMN
  size_t threads = 0;
  bool json = false;
};

void add_options(CLI::App& app, Options& options) {
  workspace::LinkFilesRequest& request = options.request;
  app.add_option("--output,-o", request.output,
                 "Write the rows with cluster_id first: .csv, .tsv, .parquet or .jsonl.");
  app.add_option("--edges", request.edges, "Write the scored pairs at or above the threshold.");
  app.add_option("--model", request.model, "Use this trained model (Splink settings JSON).");
  app.add_option("--save-model", request.save_model, "Write the model used as Splink JSON.");
  app.add_option("--threshold", request.threshold,
                 "Match probability from which records belong together, 0 to 1. 0 writes every "
                 "candidate pair to --edges. Default 0.5.");
  app.add_option("--truth", request.truth,
                 "A column or a key file with the known answer; it only scores.");
  app.add_option("--id", request.id_column, "The column that holds the record's own key.");
  app.add_option("--column", options.columns,
                 "Say what a column is: --column family_name=LNAME. May be repeated.");
  app.add_option("--ignore", request.ignored, "Leave a column out. May be repeated.");
  app.add_option("--sheet", request.sheet, "Read one sheet of a workbook instead of all.");
  app.add_option("--explain", request.explained_pairs, "Print the evidence of N pairs in words.")
      ->check(CLI::Range(0, kExplainedMax));
  app.add_option("--threads", options.threads, "Threads to use. Default: all cores.")
      ->check(CLI::Range(1, kThreadsMax));
  app.add_option("--seed", request.seed, "Seed of every sample drawn. Default 1.");
  app.add_option("--purpose", request.purpose, "Why the data is used; kept in the receipt.");
  app.add_flag("--one-to-one", request.one_to_one,
               "At most one record of each source in an entity.");
  app.add_option("--allow-pairs", request.pairs_max,
                 "Candidate pairs that a given model's rules may bring. Default 1e10.");
  app.add_flag("--json", options.json, "Print the summary as one JSON object.");
}

void split_columns(Options& options) {
  for (const std::string& text : options.columns) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
      throw Error(Code::request_invalid,
                  fmt::format("--column {} is not understood. Write the kind, an equals sign and "
                              "the column: --column family_name=LNAME.",
                              text));
    }
    options.request.columns.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
}

void set_threads(size_t threads) {
  set_thread_count(threads > 0 ? threads : std::max(1U, std::thread::hardware_concurrency()));
}

std::string without_stop(std::string text) {
  while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.pop_back();
  return text;
}

/// Returns false when only help was asked for.
bool parse(CLI::App& app, const std::vector<std::string>& arguments, const Terminal& terminal) {
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(reversed);
    return true;
  } catch (const CLI::CallForHelp&) {
    terminal.out << app.help();
    return false;
  } catch (const CLI::ParseError& problem) {
    throw Error(Code::request_invalid, fmt::format("{}. See newlyn {} --help.",
                                                   without_stop(problem.what()), app.get_name()));
  }
}

int run_link(Options& options, CLI::App& app, const Terminal& terminal) {
  options.request.threshold_given = app.count("--threshold") > 0;
  split_columns(options);
  set_threads(options.threads);
  TerminalProgress progress(terminal.err);
  RunContext run(terminal.interactive ? &progress : nullptr, &stop_requested());
  const workspace::LinkFilesResponse response = workspace::link_files(options.request, run);
  if (options.json) {
    terminal.out << link_json(options.request, response);
  } else {
    terminal.out << link_text(options.request, response);
  }
  terminal.out.flush();
  return 0;
}

}  // namespace

int run_dedupe(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("Find the records in one or more files that are the same person or body.", "dedupe");
  Options options;
  app.add_option("FILE", options.request.files,
                 "Files: CSV or other delimited text, JSON, Parquet, Excel, Senzing JSON, plain or "
                 "compressed by gzip or zstd; - reads standard input.")
      ->required();
  add_options(app, options);
  app.footer("\nExample:\n  newlyn dedupe people.csv --output linked.csv\n");
  if (!parse(app, arguments, terminal)) return 0;
  return run_link(options, app, terminal);
}

int run_match(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("Find for the records of one file the same person or body in another.", "match");
  Options options;
  options.request.match = true;
  std::string left;
  std::string right;
  app.add_option("LEFT", left, "The one file.")->required();
  app.add_option("RIGHT", right, "The other file.")->required();
  add_options(app, options);
  app.footer("\nExample:\n  newlyn match people.csv others.csv --output matched.csv\n");
  if (!parse(app, arguments, terminal)) return 0;
  options.request.files = {left, right};
  return run_link(options, app, terminal);
}

}  // namespace newlyn::cli
