// SPDX-License-Identifier: MIT
// newlyn train.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/command.h"
#include "cli/file_options.h"
#include "cli/progress.h"
#include "workspace/train_files.h"

namespace newlyn::cli {
namespace {

using Json = nlohmann::ordered_json;

void add_options(CLI::App& app, FileOptions& options, workspace::TrainFilesRequest& request) {
  app.get_option("--model")->description(
      "Settings to start from (Splink JSON). Without them, what is compared is chosen and trained "
      "as dedupe does.");
  app.add_option("--save-model", options.request.save_model,
                 "Write the trained model as Splink JSON.");
  add_terms_option(app, options);
  app.add_option("--recipe", request.recipe_file,
                 "A training recipe (TOML) that says what to compare and how to learn it; see "
                 "docs/guides/training.md. Not together with --model.");
  app.add_flag("--print-recipe", request.print_recipe,
               "Print the recipe of what Newlyn chooses for these files, to begin from.");
  app.add_option("--save-recipe", request.save_recipe, "The same, into a file.");
  add_training_options(app, request.recipe);
  app.add_option("--labels", request.labels,
                 "Pairs known to be matches (unique_id_l, unique_id_r, clerical_match_score).");
  app.add_option("--label-column", options.request.truth,
                 "A column that says who is who; m is counted on it.");
}

constexpr size_t kPassesShown = 12;

/// What happened in each round, and by which rules.
std::string history_text(const workspace::TrainFilesResponse& response) {
  std::string text;
  const size_t shown = std::min(response.passes.size(), kPassesShown);
  for (size_t i = 0; i < shown; ++i) {
    const auto& pass = response.passes[i];
    const std::string trained =
        pass.trained.empty() ? "nothing" : fmt::format("{}", fmt::join(pass.trained, ", "));
    const std::string rounds = pass.rounds > 0 ? fmt::format("{} rounds, ", pass.rounds) : "";
    text += fmt::format("Pass over {}: {} pairs, {}{:.1f} % matches; trained {}.\n", pass.rule,
                        pass.pairs, rounds, 100 * pass.match_share, trained);
    for (size_t round = 0; round < pass.history.size(); ++round) {
      text +=
          fmt::format("  round {:>2}: {:>7.3f} % matches, largest change {:.6f}\n", round + 1,
                      100 * pass.history[round].match_share, pass.history[round].largest_change);
    }
  }
  if (response.passes.size() > shown) {
    text += fmt::format("And {} more passes, in the answer of --json.\n",
                        response.passes.size() - shown);
  }
  for (size_t round = 0; round < response.rounds.size(); ++round) {
    text += fmt::format("Round {}: prior one in {:.0f}, largest change {:.6f}\n", round + 1,
                        1 / std::max(response.rounds[round].prior, 1e-12),
                        response.rounds[round].largest_change);
  }
  return text;
}

std::string train_text(const workspace::TrainFilesResponse& response) {
  std::string text = fmt::format("Prior: one pair in {:.0f} is a match.\n",
                                 response.prior > 0 ? 1 / response.prior : 0.0);
  if (response.random_pairs > 0) {
    text += fmt::format("u from {} random pairs.\n", response.random_pairs);
  }
  text += history_text(response);
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
  Json json;
  json["prior"] = response.prior;
  json["random_pairs"] = response.random_pairs;
  json["deterministic_pairs"] = response.deterministic_pairs;
  json["passes"] = Json::array();
  for (const auto& pass : response.passes) {
    Json history = Json::array();
    for (const auto& round : pass.history) {
      history.push_back(
          {{"match_share", round.match_share}, {"largest_change", round.largest_change}});
    }
    json["passes"].push_back({{"rule", pass.rule},
                              {"pairs", pass.pairs},
                              {"rounds", pass.rounds},
                              {"match_share", pass.match_share},
                              {"trained", pass.trained},
                              {"left_out", pass.left_out},
                              {"history", std::move(history)}});
  }
  json["rounds"] = Json::array();
  for (const auto& round : response.rounds) {
    json["rounds"].push_back({{"prior", round.prior}, {"largest_change", round.largest_change}});
  }
  json["dependences"] = Json::array();
  for (const auto& two : response.dependences) {
    json["dependences"].push_back({{"first", two.first},
                                   {"second", two.second},
                                   {"match_weight", two.bits},
                                   {"times_as_often", two.times},
                                   {"pairs", two.pairs}});
    if (two.lowered.empty()) continue;
    json["dependences"].back()["lowered"] = two.lowered;
    json["dependences"].back()["counts_for"] = two.counts_for;
  }
  json["levels"] = Json::array();
  for (const auto& level : response.levels) {
    Json row = {{"comparison", level.comparison}, {"level", level.level}};
    if (level.trained) {
      row["m"] = level.m;
      row["u"] = level.u;
      row["match_weight"] = level.weight;
    }
    json["levels"].push_back(std::move(row));
  }
  json["notes"] = response.files.notes;
  json["warnings"] = response.files.warnings;
  if (!response.recipe.empty()) json["recipe"] = response.recipe;
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
  app.footer(
      "\nExamples:\n  newlyn train people.csv --save-model model.json\n"
      "  newlyn train people.csv --print-recipe > people.toml\n"
      "  newlyn train people.csv --recipe people.toml --save-model model.json\n");
  if (!parse(app, arguments, terminal)) return 0;
  finish_file_options(app, options);
  request.files = options.request;
  request.use_truth = app.count("--label-column") > 0;
  request.recipe.seed = request.files.seed;
  TerminalProgress progress(terminal.err);
  RunContext run(terminal.interactive ? &progress : nullptr, &stop_requested());
  const workspace::TrainFilesResponse response = workspace::train_files(request, run);
  if (options.json) {
    terminal.out << train_json(response);
  } else {
    terminal.out << (request.print_recipe ? response.recipe : train_text(response));
  }
  terminal.out.flush();
  return 0;
}

}  // namespace newlyn::cli
