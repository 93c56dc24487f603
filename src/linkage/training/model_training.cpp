// SPDX-License-Identifier: MIT
// Training without labels: u from random pairs, m from samples of every candidate blocking rule,
// rules and priors from what the samples promise, in a few rounds until they agree.
#include "linkage/training/model_training.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

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
constexpr double kPassMatchShareMin = 0.005;
constexpr double kPairsPerMatch = 400;
constexpr double kMatchesGuessed = 1;
constexpr double kFamiliesGuessed = 1;

/// The trainer's state; each member function is one step.
class ModelTraining {
 public:
  ModelTraining(const TrainingInput& input, RunContext& run)
      : columns_(input.columns),
        kinds_(input.kinds),
        scope_(input.scope),
        seed_(input.seed),
        run_(run),
        table_(input.columns) {}

  TrainedModel train();

 private:
  void choose();
  void learn_u();
  void sample();
  void learn_m();
  void weigh_samples();
  void choose_rules_and_priors();
  TrainingPass make_pass(size_t sample) const;
  void count_distinct_pairs();
  std::vector<double> match_shares() const;
  bool is_null_level(size_t comparison, uint8_t level) const {
    return trained_.model.comparisons[comparison].levels[level].is_null;
  }
  void describe_rules();
  void record_round();
  double all_pairs() const;

  pairs::PairColumns& columns_;
  const std::vector<record::FieldKind>& kinds_;
  pairs::PairScope scope_;
  uint64_t seed_;
  RunContext& run_;
  KeyTable table_;
  TrainedModel trained_;
  Model guesses_;
  double distinct_share_ = 1;
  PatternCounts random_;
  std::vector<RuleSample> samples_;
  std::vector<std::vector<uint8_t>> levels_;      // by sample
  std::vector<std::vector<PairChance>> chances_;  // by sample
  std::optional<RuleChooser> chooser_;            // among the samples
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
  pairs::prepare_columns(columns_, shape);
  const auto pairs = draw_random_pairs(columns_.row_count, scope_, kRandomPairs, seed_);
  const auto levels = levels_of_pairs(columns_, shape, pairs);
  random_ = count_patterns(levels, shape.comparisons.size());
  estimate_u(trained_.model, guesses_, columns_, random_);
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
  chooser_.emplace(samples_, table_);
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
  estimate_m(trained_.model, guesses_, passes, distinct_share_);
}

/// Pairs that several samples hold are one pair's evidence.
void ModelTraining::count_distinct_pairs() {
  std::vector<uint64_t> seen;
  for (const RuleSample& sample : samples_) {
    for (const pairs::RowPair pair : sample.pairs) {
      seen.push_back(static_cast<uint64_t>(pair.left) << 32 | pair.right);
    }
  }
  const double all = static_cast<double>(seen.size());
  std::sort(seen.begin(), seen.end());
  seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
  distinct_share_ = all > 0 ? static_cast<double>(seen.size()) / all : 1;
}

/// For each comparison, the share of matches among random pairs with both values known.
std::vector<double> ModelTraining::match_shares() const {
  const size_t width = trained_.model.comparisons.size();
  std::vector<double> known_pairs(width, 0);
  double random_pairs = 0;
  for (size_t i = 0; i < random_.size(); ++i) {
    random_pairs += random_.counts[i];
    for (size_t c = 0; c < width; ++c) {
      if (!is_null_level(c, random_.pattern(i)[c])) known_pairs[c] += random_.counts[i];
    }
  }
  std::vector<double> known_matches(width, 0);
  double matches = 0;
  for (size_t s = 0; s < samples_.size(); ++s) {
    for (size_t i = 0; i < chances_[s].size(); ++i) {
      matches += chances_[s][i].match;
      for (size_t c = 0; c < width; ++c) {
        if (!is_null_level(c, levels_[s][i * width + c])) known_matches[c] += chances_[s][i].match;
      }
    }
  }
  std::vector<double> shares;
  for (size_t c = 0; c < width; ++c) {
    const bool any = matches > 0 && known_pairs[c] > 0;
    shares.push_back(any ? trained_.model.prior * (known_matches[c] / matches) /
                               (known_pairs[c] / random_pairs)
                         : 0);
  }
  return shares;
}

void ModelTraining::weigh_samples() {
  const pairs::ScoreModel score = make_score_model(trained_.model, columns_);
  chances_.assign(samples_.size(), {});
  parallel_ranges(samples_.size(), 1, [&](size_t s, size_t) {
    const pairs::PairScorer scorer(columns_, score);
    const size_t width = score.comparisons.size();
    for (size_t i = 0; i < samples_[s].pairs.size(); ++i) {
      const auto odds = scorer.odds(samples_[s].pairs[i], {levels_[s].data() + i * width, width});
      // In shares of the likeliest kind, so that nothing overflows.
      const double most = std::max({0.0, -odds.random, -odds.family});
      const double match = std::exp2(-most);
      const double family = std::exp2(-odds.family - most);
      const double total = match + family + std::exp2(-odds.random - most);
      chances_[s].push_back({match / total, family / total});
    }
  });
}

void ModelTraining::choose_rules_and_priors() {
  RuleBudget budget;
  budget.pairs_max = limits::kPairsPerRecordMax * static_cast<double>(columns_.row_count) + 10'000;
  budget.pairs_per_match = kPairsPerMatch;
  chosen_ = chooser_->choose(chances_, budget);
  double matches = 0;
  double families = 0;
  for (const ChosenRule& rule : chosen_) {
    matches += rule.new_matches;
    families += rule.new_families;
  }
  // Beside what was found stand one match and one household pair in as many pairs as there are
  // records, so that a file of ten records does not call half its pairs matches.
  const double all = all_pairs() + static_cast<double>(columns_.record_count);
  trained_.model.prior = std::min((matches + kMatchesGuessed) / all, 0.5);
  if (trained_.model.family_prior > 0) {
    trained_.model.family_prior = std::min((families + kFamiliesGuessed) / all, 0.4);
  }
}

void ModelTraining::describe_rules() {
  for (const ChosenRule& rule : chosen_) {
    BlockingRule blocking;
    RuleReport report;
    for (const uint16_t part : samples_[rule.sample].rule) {
      const KeyPart& key = table_.part(part);
      blocking.parts.push_back(key);
      constexpr std::string_view kCutWords[] = {"",          "first letters of ", "year of ",
                                                "month of ", "day of ",           "a word of "};
      report.words += fmt::format("{}{}{}", report.words.empty() ? "" : " and ",
                                  kCutWords[static_cast<size_t>(key.cut)], key.column);
    }
    blocking.sql = rule_sql(blocking.parts);
    report.expected_matches = rule.new_matches;
    trained_.model.rules.push_back(std::move(blocking));
    trained_.rules.push_back(std::move(report));
  }
}

void ModelTraining::record_round() {
  TrainingRound round{trained_.model.prior, 0, trained_.model};
  const Model& before = trained_.rounds.empty() ? guesses_ : trained_.rounds.back().model;
  for (size_t c = 0; c < round.model.comparisons.size(); ++c) {
    for (size_t l = 0; l < round.model.comparisons[c].levels.size(); ++l) {
      const ModelLevel& now = round.model.comparisons[c].levels[l];
      const ModelLevel& then = before.comparisons[c].levels[l];
      const double change = std::max(std::abs(now.m.value_or(0) - then.m.value_or(0)),
                                     std::abs(now.u.value_or(0) - then.u.value_or(0)));
      round.largest_change = std::max(round.largest_change, change);
    }
  }
  trained_.rounds.push_back(std::move(round));
}

TrainedModel ModelTraining::train() {
  choose();
  guesses_ = trained_.model;
  learn_u();
  sample();
  count_distinct_pairs();
  for (int round = 0; round < kRounds; ++round) {
    run_.check_stop();
    weigh_samples();
    choose_rules_and_priors();
    learn_m();
    estimate_u(trained_.model, guesses_, columns_, random_);
    correct_u(trained_.model, match_shares());
    limit_fuzzy_frequencies(trained_.model);
    record_round();
  }
  weigh_samples();
  choose_rules_and_priors();
  describe_rules();
  for (std::string& warning : training_warnings(trained_.model)) {
    trained_.warnings.push_back(std::move(warning));
  }
  return std::move(trained_);
}

}  // namespace

TrainedModel train_model(const TrainingInput& input, RunContext& run) {
  return ModelTraining(input, run).train();
}

}  // namespace newlyn::linkage
