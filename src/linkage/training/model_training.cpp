// SPDX-License-Identifier: MIT
// Training without labels: u from random pairs, m from samples of every candidate blocking rule,
// rules and priors from what the samples promise, in a few rounds until they agree.
#include "linkage/training/model_training.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/limits.h"
#include "base/threads.h"
#include "linkage/blocking/candidate_rules.h"
#include "linkage/blocking/rule_choice.h"
#include "linkage/model/choose_comparisons.h"
#include "linkage/model/condition_sql.h"
#include "linkage/training/train.h"

namespace newlyn::linkage {
namespace {

constexpr size_t kRandomPairs = 400'000;
constexpr int kRounds = 4;
constexpr double kPassMatchShareMin = 0.02;
constexpr double kPairsPerMatch = 400;

/// The trainer's state; each member function is one step.
class ModelTraining {
 public:
  ModelTraining(pairs::PairColumns& columns, const std::vector<record::FieldKind>& kinds,
                const pairs::PairScope& scope, uint64_t seed, RunContext& run)
      : columns_(columns), kinds_(kinds), scope_(scope), seed_(seed), run_(run), table_(columns) {}

  TrainedModel train();

 private:
  void choose();
  void learn_u();
  void sample();
  void learn_m();
  void weigh_samples();
  void choose_rules_and_priors();
  TrainingPass make_pass(size_t sample) const;
  void describe_rules();
  double all_pairs() const;

  pairs::PairColumns& columns_;
  const std::vector<record::FieldKind>& kinds_;
  pairs::PairScope scope_;
  uint64_t seed_;
  RunContext& run_;
  KeyTable table_;
  TrainedModel trained_;
  PatternCounts random_;
  std::vector<RuleSample> samples_;
  std::vector<std::vector<uint8_t>> levels_;       // by sample
  std::vector<std::vector<PairChance>> chances_;   // by sample
  std::vector<ChosenRule> chosen_;
};

double ModelTraining::all_pairs() const {
  const auto n = static_cast<double>(columns_.row_count);
  if (!scope_.across_only) return std::max(1.0, n * (n - 1) / 2);
  double left = 0;
  for (const uint32_t source : scope_.dataset_of_row) left += source == 0 ? 1 : 0;
  return std::max(1.0, left * (n - left));
}

void ModelTraining::choose() {
  ChosenComparisons chosen = choose_comparisons(columns_, kinds_);
  trained_.model.comparisons = std::move(chosen.comparisons);
  trained_.notes = std::move(chosen.notes);
  const double per_record = 1.0 / std::max<double>(2, static_cast<double>(columns_.row_count));
  trained_.model.prior = std::min(0.1, per_record);
  trained_.model.family_prior = chosen.has_family ? std::min(0.1, per_record) : 0;
}

void ModelTraining::learn_u() {
  const pairs::ScoreModel shape = make_score_model(trained_.model, columns_);
  pairs::prepare_columns(columns_, shape.comparisons);
  const auto pairs = draw_random_pairs(columns_.row_count, scope_, kRandomPairs, seed_);
  const auto levels = levels_of_pairs(columns_, shape, pairs);
  random_ = count_patterns(levels, shape.comparisons.size());
  estimate_u(trained_.model, columns_, random_);
}

void ModelTraining::sample() {
  const auto rules = candidate_rules(columns_, kinds_, table_);
  SamplingPlan plan;
  plan.block_rows_max = limits::kBlockRowsMax;
  plan.pair_budget = limits::kPairsPerRecordMax * static_cast<double>(columns_.row_count) + 10'000;
  plan.seed = seed_;
  plan.scope = scope_;
  samples_ = sample_rules(rules, table_, plan, run_);
  std::erase_if(samples_, [](const RuleSample& sample) { return sample.pairs.empty(); });
  const pairs::ScoreModel shape = make_score_model(trained_.model, columns_);
  for (const RuleSample& sample : samples_) {
    run_.check_stop();
    levels_.push_back(levels_of_pairs(columns_, shape, sample.pairs));
  }
}

TrainingPass ModelTraining::make_pass(size_t index) const {
  TrainingPass pass;
  pass.patterns = count_patterns(levels_[index], trained_.model.comparisons.size());
  for (const ModelComparison& comparison : trained_.model.comparisons) {
    bool fixed = false;
    for (const uint16_t part : samples_[index].rule) {
      const std::string& column = table_.part(part).column;
      fixed |= std::find(comparison.columns.begin(), comparison.columns.end(), column) !=
               comparison.columns.end();
      fixed |= column == "email_name" && comparison.name == "email";
      fixed |= column == "given_name_phonetic" && comparison.name == "given_name";
      fixed |= column == "house_number" && comparison.name == "place";
    }
    pass.fixed.push_back(fixed);
  }
  return pass;
}

void ModelTraining::learn_m() {
  std::vector<TrainingPass> passes;
  for (size_t s = 0; s < samples_.size(); ++s) {
    double matches = 0;
    for (const PairChance& chance : chances_[s]) matches += chance.match;
    const bool worth = matches > kPassMatchShareMin * static_cast<double>(samples_[s].pairs.size());
    if (worth) passes.push_back(make_pass(s));
  }
  estimate_m(trained_.model, passes);
}

void ModelTraining::weigh_samples() {
  const pairs::ScoreModel score = make_score_model(trained_.model, columns_);
  chances_.assign(samples_.size(), {});
  parallel_ranges(samples_.size(), 1, [&](size_t s, size_t) {
    const pairs::PairScorer scorer(columns_, score);
    const size_t width = score.comparisons.size();
    for (size_t i = 0; i < samples_[s].pairs.size(); ++i) {
      const auto kinds = scorer.kinds(samples_[s].pairs[i], {levels_[s].data() + i * width, width});
      const double most = std::max({kinds.match, kinds.random, kinds.family});
      const double match = std::exp2(kinds.match - most);
      const double family = std::exp2(kinds.family - most);
      const double total = match + family + std::exp2(kinds.random - most);
      chances_[s].push_back({match / total, family / total});
    }
  });
}

void ModelTraining::choose_rules_and_priors() {
  RuleBudget budget;
  budget.pairs_max =
      limits::kPairsPerRecordMax * static_cast<double>(columns_.row_count) + 10'000;
  budget.pairs_per_match = kPairsPerMatch;
  chosen_ = choose_rules(samples_, chances_, table_, budget);
  double matches = 0;
  double families = 0;
  for (const ChosenRule& rule : chosen_) {
    matches += rule.new_matches;
    families += rule.new_families;
  }
  const double all = all_pairs();
  trained_.model.prior = std::clamp(matches / all, 0.05 / all, 0.5);
  if (trained_.model.family_prior > 0) {
    trained_.model.family_prior = std::clamp(families / all, 0.05 / all, 0.4);
  }
}

void ModelTraining::describe_rules() {
  for (const ChosenRule& rule : chosen_) {
    BlockingRule blocking;
    RuleReport report;
    for (const uint16_t part : samples_[rule.sample].rule) {
      const KeyPart& key = table_.part(part);
      blocking.parts.push_back(key);
      constexpr std::string_view kCutWords[] = {"", "first letters of ", "year of ", "month of ",
                                                "day of ", "a word of "};
      report.words += fmt::format("{}{}{}", report.words.empty() ? "" : " and ",
                                  kCutWords[static_cast<size_t>(key.cut)], key.column);
    }
    blocking.sql = rule_sql(blocking.parts);
    report.expected_matches = rule.new_matches;
    trained_.model.rules.push_back(std::move(blocking));
    trained_.rules.push_back(std::move(report));
  }
}

TrainedModel ModelTraining::train() {
  choose();
  learn_u();
  sample();
  for (int round = 0; round < kRounds; ++round) {
    run_.check_stop();
    weigh_samples();
    choose_rules_and_priors();
    learn_m();
    estimate_u(trained_.model, columns_, random_);
    correct_u(trained_.model);
  }
  weigh_samples();
  choose_rules_and_priors();
  describe_rules();
  for (std::string& warning : training_warnings(trained_.model)) {
    trained_.notes.push_back(std::move(warning));
  }
  return std::move(trained_);
}

}  // namespace

TrainedModel train_model(pairs::PairColumns& columns, const std::vector<record::FieldKind>& kinds,
                         const pairs::PairScope& scope, uint64_t seed, RunContext& run) {
  return ModelTraining(columns, kinds, scope, seed, run).train();
}

}  // namespace newlyn::linkage
