// SPDX-License-Identifier: MIT
// Training from files to a saved model, as a list of named steps.
#include "workspace/train_files.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <cmath>
#include <unordered_map>

#include "base/error.h"
#include "linkage/evaluation.h"
#include "workspace/files/judged_pairs.h"
#include "workspace/files/linked_files.h"
#include "workspace/files/training_recipe.h"

namespace newlyn::workspace {
namespace {

using RecordPairs = std::vector<std::pair<uint32_t, uint32_t>>;

constexpr size_t kTruthPairsMax = 1'000'000;

/// Pairs that the truth column says are one entity, the first million.
RecordPairs pairs_of_truth(const std::vector<uint32_t>& truth) {
  std::unordered_map<uint32_t, std::vector<uint32_t>> clusters;
  RecordPairs pairs;
  for (uint32_t record = 0; record < truth.size(); ++record) {
    if (truth[record] == linkage::kTruthUnknown) continue;
    std::vector<uint32_t>& members = clusters[truth[record]];
    for (const uint32_t other : members) {
      if (pairs.size() < kTruthPairsMax) pairs.emplace_back(other, record);
    }
    members.push_back(record);
  }
  return pairs;
}

/// Reads pairs judged to be matches from a table of labels as Splink has them.
RecordPairs read_labels(LinkedFiles& files, const std::string& path, RunContext& run) {
  const JudgedPairs labels(path, run, JudgedPairs::Unsaid::same);
  const RecordIndex records(files);
  RecordPairs pairs;
  for (size_t row = 0; row < labels.row_count(); ++row) {
    if (!labels.answer(row).value_or(false)) continue;
    const auto pair = labels.pair(row, records);
    if (!pair) {
      throw Error(Code::source_unreadable,
                  fmt::format("{} line {} does not name two records of the files. See whether the "
                              "ids and sources are those of the files.",
                              path, JudgedPairs::line(row)));
    }
    pairs.emplace_back(pair->left, pair->right);
  }
  return pairs;
}

/// One training; each member function is one step.
class FilesTraining {
 public:
  FilesTraining(const TrainFilesRequest& request, RunContext& run) : request_(request), run_(run) {}

  TrainFilesResponse train();

 private:
  void check() const;
  bool wants_recipe() const { return request_.print_recipe || !request_.save_recipe.empty(); }
  void use_recipe();
  void wish_by_options();
  RecordPairs known_matches();
  void train_start();
  void train_chosen();
  void keep(const linkage::Model& model);

  TrainFilesRequest request_;
  RunContext& run_;
  linkage::ModelWishes wishes_;
  LinkedFiles files_;
  OutputFiles outputs_;
  TrainFilesResponse response_;
};

RecordPairs FilesTraining::known_matches() {
  RecordPairs matches;
  if (!request_.labels.empty()) matches = read_labels(files_, request_.labels, run_);
  if (request_.use_truth) {
    const RecordPairs known = pairs_of_truth(files_.truth);
    matches.insert(matches.end(), known.begin(), known.end());
  }
  return matches;
}

void FilesTraining::train_start() {
  linkage::Model start;
  linkage::LinkInput input = read_for_model(files_, request_.files, response_.files, {run_, start});
  linkage::TrainingRecipe recipe = request_.recipe;
  recipe.matches = known_matches();
  recipe.pairs_max = request_.files.pairs_max;
  recipe.keep_terms = request_.files.save_terms;
  linkage::GivenTraining trained = linkage::train_given(std::move(input), start, recipe, run_);
  response_.random_pairs = trained.random_pairs;
  response_.deterministic_pairs = trained.deterministic_pairs;
  response_.passes = std::move(trained.passes);
  response_.dependences = std::move(trained.dependences);
  for (std::string& note : trained.notes) response_.files.notes.push_back(std::move(note));
  for (std::string& warning : trained.warnings) {
    response_.files.warnings.push_back(std::move(warning));
  }
  keep(trained.model);
}

void FilesTraining::use_recipe() {
  TrainingRecipeFile recipe = read_recipe(request_.recipe_file);
  LinkFilesRequest& files = request_.files;
  files.columns.insert(files.columns.end(), recipe.columns.begin(), recipe.columns.end());
  files.ignored.insert(files.ignored.end(), recipe.ignored.begin(), recipe.ignored.end());
  if (files.id_column.empty()) files.id_column = recipe.id_column;
  if (recipe.seed && files.seed == LinkFilesRequest().seed) files.seed = *recipe.seed;
  if (request_.labels.empty()) request_.labels = recipe.labels;
  if (files.truth.empty() && !recipe.label_column.empty()) {
    files.truth = recipe.label_column;
    request_.use_truth = true;
  }
  wishes_ = std::move(recipe.wishes);
}

/// What the options say of training, where there is no model to start from.
void FilesTraining::wish_by_options() {
  const linkage::TrainingRecipe& options = request_.recipe;
  for (const std::string& rule : options.em_rules) wishes_.passes.push_back({rule, "--em-rule"});
  for (const std::string& rule : options.deterministic_rules) {
    wishes_.deterministic_rules.push_back({rule, "--deterministic-rule"});
  }
  if (!options.deterministic_rules.empty()) wishes_.recall = options.recall;
  wishes_.pairs_max = request_.files.pairs_max;
}

void FilesTraining::train_chosen() {
  wish_by_options();
  read_inputs(files_, request_.files, response_.files, run_);
  wishes_.matches = known_matches();
  files_.wishes = wishes_;
  link_read_inputs(files_, request_.files, response_.files, run_);
  const linkage::LinkResult& result = files_.linkage->result();
  response_.passes = result.passes;
  response_.dependences = result.dependences;
  for (const linkage::TrainingRound& round : result.training) {
    response_.rounds.push_back({round.prior, round.largest_change});
  }
  for (const std::string& warning : result.training_warnings) {
    response_.files.warnings.push_back(warning);
  }
  if (wants_recipe()) response_.recipe = recipe_of(files_, response_.files);
  keep(result.model);
}

/// Refuses what cannot go together.
void FilesTraining::check() const {
  if (!request_.recipe_file.empty() && !request_.files.model.empty()) {
    throw Error(Code::request_invalid,
                "--recipe and --model both say what to compare. Give one of them: a recipe to "
                "choose comparisons, a model to train one made elsewhere.");
  }
  if (wants_recipe() && !request_.files.model.empty()) {
    throw Error(
        Code::request_invalid,
        "A recipe says what Newlyn chooses itself. To print or save one, leave --model out.");
  }
  if (request_.files.save_model.empty() && !wants_recipe()) {
    throw Error(Code::request_invalid,
                "Nothing says where the model goes. Name a file with --save-model.");
  }
  if (!(request_.recipe.recall > 0 && request_.recipe.recall <= 1)) {
    throw Error(Code::request_invalid,
                fmt::format("--recall {} is not a share. Give the share of all matches that the "
                            "deterministic rules find, such as 0.7.",
                            request_.recipe.recall));
  }
}

void FilesTraining::keep(const linkage::Model& model) {
  response_.prior = model.prior;
  for (const linkage::ModelComparison& comparison : model.comparisons) {
    for (const linkage::ModelLevel& level : comparison.levels) {
      if (level.is_null) continue;
      LevelReport report{comparison.name,     level.label, level.m.value_or(0),
                         level.u.value_or(0), 0,           level.m && level.u};
      if (report.trained && report.m > 0 && report.u > 0) {
        report.weight = comparison.counts_for * std::log2(report.m / report.u);
      }
      response_.levels.push_back(std::move(report));
    }
  }
  if (!request_.save_recipe.empty()) {
    outputs_.write_text(request_.save_recipe, response_.recipe);
  }
  if (!request_.files.save_model.empty()) {
    outputs_.write_text(request_.files.save_model, linkage::write_model(model));
  }
  run_.check_stop();
  outputs_.keep();
}

TrainFilesResponse FilesTraining::train() {
  check_request(request_.files);
  check();
  if (!request_.recipe_file.empty()) use_recipe();
  for (const std::string& path : {request_.files.save_model, request_.save_recipe}) {
    if (!path.empty()) outputs_.check(path, request_.files.files);
  }
  if (request_.files.model.empty()) {
    train_chosen();
  } else {
    train_start();
  }
  response_.files.steps = run_.steps();
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  response_.files.peak_memory_bytes = static_cast<uint64_t>(usage.ru_maxrss) * 1024;
  return std::move(response_);
}

}  // namespace

TrainFilesResponse train_files(const TrainFilesRequest& request, RunContext& run) {
  return FilesTraining(request, run).train();
}

}  // namespace newlyn::workspace
