// SPDX-License-Identifier: MIT
// newlyn dedupe and newlyn match.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <ostream>

#include "base/error.h"
#include "cli/command.h"
#include "cli/file_options.h"
#include "cli/link_report.h"
#include "cli/progress.h"
#include "workspace/link_files.h"

namespace newlyn::cli {
namespace {

constexpr int kExplainedMax = 10'000;

void add_options(CLI::App& app, FileOptions& options, linkage::TrainingRecipe& recipe) {
  workspace::LinkFilesRequest& request = options.request;
  app.add_option("--output,-o", request.output,
                 "Write the rows with cluster_id first: .csv, .tsv, .parquet or .jsonl.");
  app.add_option("--edges", request.edges,
                 "Write the scored pairs at or above the threshold; with --threshold 0 every "
                 "candidate pair.");
  app.add_option("--clusters", request.clusters,
                 "Write every entity of several records with its links, density, bridges and "
                 "weakest links, those worth a look first.");
  app.add_option("--save-model", request.save_model, "Write the model used as Splink JSON.");
  add_terms_option(app, options);
  app.add_option("--explain", request.explained_pairs, "Print the evidence of N pairs in words.")
      ->check(CLI::Range(0, kExplainedMax));
  add_file_options(app, options);
  app.add_option("--thresholds", request.thresholds,
                 "Further thresholds, such as 0.9,0.99; the output gets a column of clusters for "
                 "each.")
      ->delimiter(',');
  add_entity_options(app, options);
  app.option_defaults()->group("Training of the model on these files before it is used");
  add_training_options(app, recipe);
}

/// The options of training stand for nothing without a model to train.
void use_recipe(const CLI::App& app, linkage::TrainingRecipe& recipe,
                workspace::LinkFilesRequest& request) {
  if (!asks_for_training(app)) return;
  if (request.model.empty()) {
    throw Error(Code::request_invalid,
                "--em-rule and the other options of training need a model to train. Name its "
                "settings with --model, or leave them out: without a model Newlyn chooses and "
                "trains one itself.");
  }
  request.training = std::move(recipe);
}

int run_link(FileOptions& options, CLI::App& app, const Terminal& terminal) {
  finish_file_options(app, options);
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
  FileOptions options;
  linkage::TrainingRecipe recipe;
  app.add_option("FILE", options.request.files, std::string(kFileWords))->required();
  add_options(app, options, recipe);
  app.footer("\nExample:\n  newlyn dedupe people.csv --output linked.csv\n");
  if (!parse(app, arguments, terminal)) return 0;
  use_recipe(app, recipe, options.request);
  return run_link(options, app, terminal);
}

int run_match(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("Find for the records of one file the same person or body in another.", "match");
  FileOptions options;
  linkage::TrainingRecipe recipe;
  options.request.match = true;
  std::string left;
  std::string right;
  app.add_option("LEFT", left, "The one file.")->required();
  app.add_option("RIGHT", right, "The other file.")->required();
  add_options(app, options, recipe);
  app.footer("\nExample:\n  newlyn match people.csv others.csv --output matched.csv\n");
  if (!parse(app, arguments, terminal)) return 0;
  use_recipe(app, recipe, options.request);
  options.request.files = {left, right};
  return run_link(options, app, terminal);
}

}  // namespace newlyn::cli
