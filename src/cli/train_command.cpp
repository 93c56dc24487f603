// SPDX-License-Identifier: MIT
// newlyn train.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/command.h"
#include "cli/file_options.h"
#include "cli/progress.h"
#include "workspace/train_files.h"

namespace newlyn::cli {
namespace {

void add_options(CLI::App& app, FileOptions& options, workspace::TrainFilesRequest& request) {
  app.get_option("--model")->description(
      "Settings to start from (Splink JSON). Without them, what is compared is chosen and trained "
      "as dedupe does.");
  app.add_option("--save-model", options.request.save_model,
                 "Write the trained model as Splink JSON.")
      ->required();
  app.add_option("--deterministic-rule", request.recipe.deterministic_rules,
                 "A rule whose pairs are nearly all matches, for the prior. May be repeated.");
  app.add_option("--recall", request.recipe.recall,
                 "The share of all matches that those rules find. Default 1.");
  app.add_option("--em-rule", request.recipe.em_rules,
                 "A blocking rule for a pass of expectation maximisation. May be repeated.");
  app.add_option("--random-pairs", request.recipe.random_pairs,
                 "Random pairs for u at most; 0 leaves u as it is. Default 1000000.");
  app.add_option("--level-pairs", request.recipe.level_pairs,
                 "Stop drawing once every level was met so often. Default 5000.");
  app.add_option("--max-pairs", request.recipe.em_pairs_max,
                 "Pairs of a pass at most. Default 5000000.");
  app.add_option("--labels", request.labels,
                 "Pairs known to be matches (unique_id_l, unique_id_r, clerical_match_score).");
  app.add_option("--label-column", options.request.truth,
                 "A column that says who is who; m is counted on it.");
}

std::string train_text(const workspace::TrainFilesResponse& response) {
  std::string text = fmt::format("Prior: one pair in {:.0f} is a match.\n",
                                 response.prior > 0 ? 1 / response.prior : 0.0);
  if (response.random_pairs > 0) {
    text += fmt::format("u from {} random pairs.\n", response.random_pairs);
  }
  for (const auto& pass : response.passes) {
    text += fmt::format(
        "Pass over {}: {} pairs, {} rounds, {:.1f} % matches; trained {}.\n", pass.rule, pass.pairs,
        pass.rounds, 100 * pass.match_share,
        pass.trained.empty() ? "nothing" : fmt::format("{}", fmt::join(pass.trained, ", ")));
  }
  std::string comparison;
  for (const auto& level : response.levels) {
    if (level.comparison != comparison) {
      comparison = level.comparison;
      text += fmt::format("\n{:<44} {:>10} {:>10} {:>8}\n", comparison, "m", "u", "weight");
    }
    const std::string label =
        level.level.size() > 42 ? level.level.substr(0, 39) + "..." : level.level;
    text += level.trained ? fmt::format("  {:<42} {:>10.6f} {:>10.6f} {:>8.2f}\n", label, level.m,
                                        level.u, level.weight)
                          : fmt::format("  {:<42} {:>30}\n", label, "not trained");
  }
  for (const std::string& warning : response.files.warnings) {
    text += fmt::format("\nTake note: {}\n", warning);
  }
  return text;
}

std::string train_json(const workspace::TrainFilesResponse& response) {
  nlohmann::ordered_json json;
  json["prior"] = response.prior;
  json["random_pairs"] = response.random_pairs;
  json["deterministic_pairs"] = response.deterministic_pairs;
  json["passes"] = nlohmann::ordered_json::array();
  for (const auto& pass : response.passes) {
    json["passes"].push_back({{"rule", pass.rule},
                              {"pairs", pass.pairs},
                              {"rounds", pass.rounds},
                              {"match_share", pass.match_share},
                              {"trained", pass.trained},
                              {"left_out", pass.left_out}});
  }
  json["levels"] = nlohmann::ordered_json::array();
  for (const auto& level : response.levels) {
    nlohmann::ordered_json row = {{"comparison", level.comparison}, {"level", level.level}};
    if (level.trained) {
      row["m"] = level.m;
      row["u"] = level.u;
      row["match_weight"] = level.weight;
    }
    json["levels"].push_back(std::move(row));
  }
  json["warnings"] = response.files.warnings;
  for (const StepTime& step : response.files.steps) json["seconds"][step.name] = step.seconds;
  json["peak_memory_bytes"] = response.files.peak_memory_bytes;
  return json.dump(2) + "\n";
}

}  // namespace

int run_train(const std::vector<std::string>& arguments, const Terminal& terminal) {
  CLI::App app("Train a model on files and save it.", "train");
  workspace::TrainFilesRequest request;
  FileOptions options;
  app.add_option("FILE", options.request.files, std::string(kFileWords))->required();
  add_file_options(app, options);
  add_options(app, options, request);
  app.footer("\nExample:\n  newlyn train people.csv --save-model model.json\n");
  if (!parse(app, arguments, terminal)) return 0;
  finish_file_options(app, options);
  request.files = options.request;
  request.use_truth = app.count("--label-column") > 0;
  request.recipe.seed = request.files.seed;
  TerminalProgress progress(terminal.err);
  RunContext run(terminal.interactive ? &progress : nullptr, &stop_requested());
  const workspace::TrainFilesResponse response = workspace::train_files(request, run);
  terminal.out << (options.json ? train_json(response) : train_text(response));
  terminal.out.flush();
  return 0;
}

}  // namespace newlyn::cli
