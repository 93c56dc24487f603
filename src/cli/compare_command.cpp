// SPDX-License-Identifier: MIT
// newlyn compare.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <ostream>
#include <thread>

#include "base/threads.h"
#include "cli/command.h"
#include "cli/compare_report.h"
#include "cli/file_options.h"
#include "cli/progress.h"

namespace newlyn::cli {
namespace {

constexpr int kExamplesMax = 1000;
constexpr int kThreadsMax = 512;

}  // namespace

int run_compare(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app(
      "Put two clusterings of the same records side by side, such as ours and an incumbent's: "
      "where they agree and where they differ. No known answer is needed.",
      "compare");
  workspace::CompareRequest request;
  size_t threads = std::max(1U, std::thread::hardware_concurrency());
  bool json = false;
  bool reasons = false;
  app.add_option("A", request.left, "The one clustering: rows with an id and a cluster.")
      ->required();
  app.add_option("B", request.right, "The other clustering.")->required();
  app.add_option("--id", request.id_columns,
                 "The column of the record's own id; two with a comma where the files differ.")
      ->delimiter(',');
  app.add_option("--cluster", request.cluster_columns,
                 "The column of the cluster; two with a comma where the files differ.")
      ->delimiter(',');
  app.add_option("--records", request.records,
                 "A file with the values of the records, where A and B have only ids.");
  app.add_option("--output,-o", request.output,
                 "Write every differing pair: .csv, .tsv, .parquet or .jsonl.");
  app.add_option("--examples", request.examples, "Show N of each kind of difference. Default 3.")
      ->check(CLI::Range(0, kExamplesMax));
  app.add_flag("--reasons,!--no-reasons", reasons,
               "Say what speaks for and against each example; the records are linked for that.");
  app.add_option("--model", request.model, "Weigh the reasons with this trained model.");
  app.add_option("--threads", threads, "Threads to use. Default: all cores.")
      ->check(CLI::Range(1, kThreadsMax));
  app.add_option("--seed", request.seed, "Seed of what is drawn. Default 1.");
  app.add_option("--purpose", request.purpose, "Why the data is used, where it must be said.");
  app.add_flag("--json", json, "Print the answer as one JSON object.");
  app.footer(
      "\nExamples:\n  newlyn compare people.csv people.csv --cluster first_name,last_name\n"
      "  newlyn compare linked.csv last_year.csv --id record_id --output differences.csv\n");
  if (!parse(app, arguments, terminal)) return 0;
  set_thread_count(threads);
  if (app.count("--reasons") > 0) request.reasons = reasons;
  TerminalProgress progress(terminal.err);
  RunContext run(terminal.interactive ? &progress : nullptr, &stop_requested());
  const workspace::CompareResponse response = workspace::compare_files(request, run);
  terminal.out << (json ? compare_json(request, response) : compare_text(request, response));
  terminal.out.flush();
  return 0;
}

}  // namespace newlyn::cli
