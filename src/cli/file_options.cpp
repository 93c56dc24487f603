// SPDX-License-Identifier: MIT
// Adds and reads the options that commands over files share.
#include "cli/file_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>
#include <thread>

#include "base/error.h"
#include "base/threads.h"

namespace newlyn::cli {
namespace {

constexpr int kThreadsMax = 512;

void split_columns(FileOptions& options) {
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

}  // namespace

void add_file_options(CLI::App& app, FileOptions& options) {
  workspace::LinkFilesRequest& request = options.request;
  app.add_option("--model", request.model, "Use this trained model (Splink settings JSON).");
  app.add_option("--threshold", request.threshold,
                 "Match probability from which records belong together, 0 to 1. Default 0.5.");
  app.add_option("--truth", request.truth,
                 "A column or a key file with the known answer; it only scores.");
  app.add_option("--id", request.id_column, "The column that holds the record's own key.");
  app.add_option("--column", options.columns,
                 "Say what a column is: --column family_name=LNAME. May be repeated.");
  app.add_option("--ignore", request.ignored, "Leave a column out. May be repeated.");
  app.add_option("--sheet", request.sheet, "Read one sheet of a workbook instead of all.");
  app.add_option("--threads", options.threads, "Threads to use. Default: all cores.")
      ->check(CLI::Range(1, kThreadsMax));
  app.add_option("--seed", request.seed, "Seed of every sample drawn. Default 1.");
  app.add_option("--purpose", request.purpose, "Why the data is used, where it must be said.");
  app.add_option("--allow-pairs", request.pairs_max,
                 "Candidate pairs that a given model's rules may bring. Default 1e10.");
  app.add_flag("--json", options.json, "Print the answer as one JSON object.");
}

void add_entity_options(CLI::App& app, FileOptions& options) {
  workspace::LinkFilesRequest& request = options.request;
  app.add_option("--judgements", request.judgements,
                 "A file of pairs that people judged the same or different (unique_id_l, "
                 "unique_id_r, judgement; a judged sheet will do). They outrank every weight. May "
                 "be repeated.");
  app.add_option("--veto", request.vetoes,
                 "A column in which one entity cannot have two values. May be repeated. NHS and "
                 "National Insurance numbers are taken so where Newlyn chooses the model; none "
                 "leaves these out.");
  app.add_flag("--one-to-one", request.one_to_one,
               "At most one record of each source in an entity.");
  app.add_option("--duplicate-free", request.duplicate_free,
                 "The same of this source only. May be repeated.");
  app.add_flag("--components", request.components,
               "Put together all that hangs together by links, without weighing groups as a "
               "whole.");
}

void add_training_options(CLI::App& app, linkage::TrainingRecipe& recipe) {
  app.add_option("--deterministic-rule", recipe.deterministic_rules,
                 "A rule whose pairs are nearly all matches, for the prior. May be repeated.");
  app.add_option("--recall", recipe.recall,
                 "The share of all matches that those rules find. Default 1.");
  app.add_option("--em-rule", recipe.em_rules,
                 "A blocking rule for a pass of expectation maximisation. May be repeated.");
  app.add_option("--random-pairs", recipe.random_pairs,
                 "Random pairs for u at most; 0 leaves u as it is. Default 1000000.");
  app.add_option("--level-pairs", recipe.level_pairs,
                 "Stop drawing once every level was met so often. Default 5000.");
  app.add_option("--max-pairs", recipe.em_pairs_max, "Pairs of a pass at most. Default 5000000.");
}

bool asks_for_training(const CLI::App& app) {
  constexpr std::array<const char*, 6> kOptions = {
      "--deterministic-rule", "--recall",      "--em-rule",
      "--random-pairs",       "--level-pairs", "--max-pairs"};
  return std::any_of(kOptions.begin(), kOptions.end(),
                     [&](const char* option) { return app.count(option) > 0; });
}

void add_terms_option(CLI::App& app, FileOptions& options) {
  app.add_flag("--save-term-frequencies", options.request.save_terms,
               "Keep in the saved model how frequent values are here, so that other files are "
               "weighed by it. The model then holds values of records.");
}

void add_match_option(CLI::App& app, FileOptions& options) {
  app.add_flag("--match", options.request.match,
               "Two files: only pairs across them, as newlyn match compares.");
}

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

void finish_file_options(const CLI::App& app, FileOptions& options) {
  options.request.threshold_given = app.count("--threshold") > 0;
  if (options.request.save_terms && options.request.save_model.empty()) {
    throw Error(
        Code::request_invalid,
        "--save-term-frequencies keeps them in the model, but no model is saved. Name a file "
        "with --save-model.");
  }
  split_columns(options);
  set_threads(options.threads);
}

}  // namespace newlyn::cli
