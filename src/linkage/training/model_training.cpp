// SPDX-License-Identifier: MIT
// Training without labels: u from random pairs, m from samples of every candidate blocking rule,
// rules and priors from what the samples promise, in a few rounds until they agree.
#include "linkage/training/model_training.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/limits.h"
#include "base/threads.h"
#include "linkage/blocking/block_census.h"
#include "linkage/blocking/candidate_rules.h"
#include "linkage/blocking/rule_choice.h"
#include "linkage/model/choose_comparisons.h"
#include "linkage/model/condition_sql.h"
#include "linkage/model/model_wishes.h"
#include "linkage/training/dependence.h"
#include "linkage/training/distinct_pairs.h"
#include "linkage/training/train.h"

namespace newlyn::linkage {
namespace {

constexpr size_t kRandomPairs = 200'000;
constexpr size_t kPairGrain = 1u << 14;
constexpr int kRounds = 4;
constexpr double kRoundChange = 1e-4;  // of a share; less than this is no further round worth
constexpr double kPassMatchShareMin = 0.005;
constexpr double kPairsPerMatch = 400;
constexpr double kHouseholdsDiffer = 0.1;   // in what follows from what they share: a first guess
constexpr double kUnrelatedMax = 0.05;      // chance of a match or a household pair
constexpr double kUnrelatedShareMin = 0.5;  // of the pairs of a rule
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
        table_(input.columns),
        known_matches_(input.matches) {
    if (input.wishes != nullptr) wishes_ = *input.wishes;
  }

  TrainedModel train();

 private:
  void choose();
  void learn_u();
  void sample();
  void learn_m();
  void learn_m_from_matches();
  PartList parts_of(const WrittenRule& rule);
  /// The candidate rules, with the passes somebody wrote among them.
  std::vector<PartList> rules_to_sample();
  double matches_of(size_t sample) const;
  /// True where m may be learned from a sample.
  bool is_pass(size_t sample) const;
  void wish_prior();
  double deterministic_pairs();
  void judge_samples();
  void describe_passes();
  std::vector<JointCounts> unrelated_pairs() const;
  std::vector<Dependence> find_dependences() const;
  bool share_with_households();
  bool begin_to_share(const std::string& name);
  bool is_shared(const std::string& name) const;
  void correct_dependences();
  void learn_in_rounds();
  void find_unseen();
  std::vector<KeyPart> parts_at(const PartList& rule) const;
  void weigh_samples();
  void choose_rules_and_priors();
  std::vector<bool> fixed_by(size_t sample) const;
  void make_passes();
  std::vector<double> match_shares() const;
  bool is_null_level(size_t comparison, uint8_t level) const {
    return trained_.model.comparisons[comparison].levels[level].is_null;
  }
  void describe_rules();
  void record_round();
  double all_pairs() const { return pairs_in_scope(columns_.row_count, scope_); }

  pairs::PairColumns& columns_;
  const std::vector<record::FieldKind>& kinds_;
  pairs::PairScope scope_;
  uint64_t seed_;
  RunContext& run_;
  KeyTable table_;
  TrainedModel trained_;
  Model guesses_;
  PatternCounts random_;
  std::vector<RuleSample> samples_;
  DistinctPairs distinct_;                        // of the samples
  std::vector<uint8_t> distinct_levels_;          // of these pairs
  std::vector<std::vector<uint8_t>> levels_;      // by sample
  std::vector<TrainingPass> made_passes_;         // by sample
  std::vector<std::vector<PairChance>> chances_;  // by sample
  std::optional<RuleChooser> chooser_;            // among the samples
  std::vector<ChosenRule> chosen_;
  ModelWishes wishes_;
  std::vector<PartList> passes_;  // those somebody wrote
  std::vector<pairs::RowPair> known_matches_;
  std::optional<double> rule_prior_;  // by deterministic rules
};

void ModelTraining::choose() {
  ChosenComparisons chosen = choose_comparisons(columns_, kinds_);
  use_written(wishes_.comparisons, columns_, chosen);
  // What is written wrong is told before any work.
  for (const auto* rules : {&wishes_.rules, &wishes_.passes, &wishes_.deterministic_rules}) {
    for (const WrittenRule& rule : *rules) read_written(rule, columns_);
  }
  chosen.has_family &= wishes_.households;
  trained_.model.comparisons = std::move(chosen.comparisons);
  trained_.notes = std::move(chosen.notes);
  const double per_record = 1.0 / std::max<double>(2, static_cast<double>(columns_.row_count));
  trained_.model.prior = std::min(0.1, per_record);
  trained_.model.family_prior = chosen.has_family ? std::min(0.1, per_record) : 0;
}

void ModelTraining::learn_u() {
  const pairs::ScoreModel shape = make_score_model(trained_.model, columns_);
  pairs::prepare_columns(columns_, shape);
  const size_t count = wishes_.random_pairs > 0 ? wishes_.random_pairs : kRandomPairs;
  const auto pairs = draw_random_pairs(columns_.row_count, scope_, count, seed_);
  const auto levels = levels_of_pairs(columns_, shape, pairs);
  random_ = count_patterns(levels, shape.comparisons.size());
  estimate_u(trained_.model, guesses_, columns_, random_);
}

PartList ModelTraining::parts_of(const WrittenRule& rule) {
  PartList list;
  for (const KeyPart& part : read_written(rule, columns_)) list.push_back(table_.add(part));
  return list;
}

std::vector<KeyPart> ModelTraining::parts_at(const PartList& rule) const {
  std::vector<KeyPart> parts;
  for (const uint16_t part : rule) parts.push_back(table_.part(part));
  return parts;
}

std::vector<PartList> ModelTraining::rules_to_sample() {
  std::vector<PartList> rules = candidate_rules(columns_, kinds_, table_);
  const auto sorted = [](PartList rule) {
    std::sort(rule.begin(), rule.end());
    return rule;
  };
  for (const WrittenRule& written : wishes_.passes) {
    passes_.push_back(sorted(parts_of(written)));
    const bool there = std::any_of(rules.begin(), rules.end(), [&](const PartList& rule) {
      return sorted(rule) == passes_.back();
    });
    if (!there) rules.push_back(passes_.back());
  }
  return rules;
}

bool ModelTraining::is_pass(size_t sample) const {
  if (passes_.empty()) return true;
  PartList rule = samples_[sample].rule;
  std::sort(rule.begin(), rule.end());
  return std::find(passes_.begin(), passes_.end(), rule) != passes_.end();
}

void ModelTraining::sample() {
  const std::vector<PartList> rules = rules_to_sample();
  SamplingPlan plan;
  if (wishes_.pass_pairs > 0) plan.pairs_per_rule = wishes_.pass_pairs;
  plan.block_rows_max = limits::kBlockRowsMax;
  plan.pair_budget = limits::kPairsPerRecordMax * static_cast<double>(columns_.row_count) + 10'000;
  plan.seed = seed_;
  plan.scope = scope_;
  samples_ = sample_rules(rules, table_, plan, run_);
  std::erase_if(samples_, [](const RuleSample& sample) { return sample.pairs.empty(); });
  chooser_.emplace(samples_, table_);
  const pairs::ScoreModel shape = make_score_model(trained_.model, columns_);
  distinct_ = distinct_pairs(samples_, columns_.row_count);
  run_.check_stop();
  distinct_levels_ = levels_of_pairs(columns_, shape, distinct_.pairs);
  levels_.resize(samples_.size());
  const size_t width = shape.comparisons.size();
  parallel_ranges(samples_.size(), 1, [&](size_t s, size_t) {
    levels_[s].reserve(samples_[s].pairs.size() * width);
    for (const uint32_t place : distinct_.place_of[s]) {
      const auto own = distinct_levels_.begin() + static_cast<ptrdiff_t>(place * width);
      levels_[s].insert(levels_[s].end(), own, own + static_cast<ptrdiff_t>(width));
    }
  });
  make_passes();
}

/// The comparisons that the rule of a sample decides.
std::vector<bool> ModelTraining::fixed_by(size_t index) const {
  std::vector<bool> all;
  for (const ModelComparison& comparison : trained_.model.comparisons) {
    bool fixed = false;
    for (const uint16_t part : samples_[index].rule) {
      const std::string& column = table_.part(part).column;
      fixed |= std::find(comparison.columns.begin(), comparison.columns.end(), column) !=
               comparison.columns.end();
      fixed |=
          column == "email_name" && (comparison.name == "email" || comparison.name == "mail_year");
      fixed |= column == "middle_name" && comparison.name == "has_middle_name";
      fixed |= column == "given_name_phonetic" && comparison.name == "given_name";
      fixed |= column == "house_number" && comparison.name == "place";
    }
    all.push_back(fixed);
  }
  return all;
}

/// Levels stay as they are from round to round, so they are counted once.
void ModelTraining::make_passes() {
  made_passes_.resize(samples_.size());
  parallel_ranges(samples_.size(), 1, [&](size_t s, size_t) {
    made_passes_[s] = {count_patterns(levels_[s], trained_.model.comparisons.size()), fixed_by(s)};
  });
}

double ModelTraining::matches_of(size_t sample) const {
  double matches = 0;
  for (const PairChance& chance : chances_[sample]) matches += chance.match;
  return matches;
}

void ModelTraining::learn_m_from_matches() {
  const pairs::ScoreModel shape = make_score_model(trained_.model, columns_);
  count_m(trained_.model, guesses_, count_patterns(columns_, shape, known_matches_));
}

void ModelTraining::learn_m() {
  if (!known_matches_.empty()) return learn_m_from_matches();
  std::vector<TrainingPass> passes;
  for (size_t s = 0; s < samples_.size(); ++s) {
    if (!is_pass(s)) continue;
    const bool worth =
        matches_of(s) > kPassMatchShareMin * static_cast<double>(samples_[s].pairs.size());
    if (worth) passes.push_back(made_passes_[s]);
  }
  estimate_m(trained_.model, guesses_, passes, distinct_.share());
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
  const size_t width = score.comparisons.size();
  std::vector<PairChance> chances(distinct_.pairs.size());
  parallel_ranges(chances.size(), kPairGrain, [&](size_t begin, size_t end) {
    const pairs::PairScorer scorer(columns_, score);
    for (size_t i = begin; i < end; ++i) {
      const auto odds =
          scorer.odds(distinct_.pairs[i], {distinct_levels_.data() + i * width, width});
      // In shares of the likeliest kind, so that nothing overflows.
      const double most = std::max({0.0, -odds.random, -odds.family});
      const double match = std::exp2(-most);
      const double family = std::exp2(-odds.family - most);
      const double total = match + family + std::exp2(-odds.random - most);
      chances[i] = {match / total, family / total};
    }
  });
  chances_.assign(samples_.size(), {});
  parallel_ranges(samples_.size(), 1, [&](size_t s, size_t) {
    for (const uint32_t place : distinct_.place_of[s]) chances_[s].push_back(chances[place]);
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

/// Pairs that the deterministic rules find, each once.
double ModelTraining::deterministic_pairs() {
  pairs::PairBlocks blocks(scope_);
  double most = 0;
  for (const WrittenRule& written : wishes_.deterministic_rules) {
    pairs::RuleBlocks made(table_.keys(parts_of(written)), scope_);
    const pairs::BlockSizes sizes = made.sizes();
    most += static_cast<double>(sizes.pair_count);
    if (most > wishes_.pairs_max) {
      throw Error(
          Code::resource_exhausted,
          fmt::format("{}: the rule {} brings {} pairs, which together with those before it "
                      "is more than the {:.0f} allowed; its largest block holds {} "
                      "records. Give a stricter rule, or allow more with --allow-pairs.",
                      written.place, written.sql, sizes.pair_count, wishes_.pairs_max,
                      sizes.largest));
    }
    blocks.add(std::move(made));
  }
  blocks.pack_rows();
  std::vector<uint64_t> found(blocks.task_count(), 0);
  parallel_ranges(found.size(), 1, [&](size_t task, size_t) {
    run_.check_stop();
    blocks.visit_task(
        task, [&](std::span<const pairs::RowPair> batch, size_t) { found[task] += batch.size(); });
  });
  double pairs = 0;
  for (const uint64_t count : found) pairs += static_cast<double>(count);
  return pairs;
}

/// The prior as somebody wants it, in place of the one that the samples promise.
void ModelTraining::wish_prior() {
  if (!wishes_.prior && !wishes_.deterministic_rules.empty() && !rule_prior_) {
    const double pairs = deterministic_pairs();
    rule_prior_ = std::clamp(pairs / wishes_.recall / all_pairs(), 1e-12, 0.5);
    if (pairs == 0) {
      trained_.warnings.push_back(
          "The deterministic rules find no pair, so the prior says that hardly any two records "
          "match. Give rules that some duplicates meet.");
    }
  }
  if (rule_prior_) trained_.model.prior = *rule_prior_;
  if (wishes_.prior) trained_.model.prior = *wishes_.prior;
}

/// What the model makes of the samples: chances of their pairs, rules, and the priors.
void ModelTraining::judge_samples() {
  weigh_samples();
  choose_rules_and_priors();
  wish_prior();
}

void ModelTraining::describe_passes() {
  for (size_t s = 0; s < samples_.size(); ++s) {
    const double share = matches_of(s) / static_cast<double>(samples_[s].pairs.size());
    if (!is_pass(s) || share <= kPassMatchShareMin) continue;
    TrainingPassReport report;
    report.rule = rule_words(parts_at(samples_[s].rule));
    report.pairs = samples_[s].pairs.size();
    report.match_share = share;
    const TrainingPass& pass = made_passes_[s];
    for (size_t c = 0; c < pass.fixed.size(); ++c) {
      (pass.fixed[c] ? report.left_out : report.trained)
          .push_back(trained_.model.comparisons[c].name);
    }
    trained_.passes.push_back(std::move(report));
  }
}

/// Unrelated pairs by the one comparison that their rule reads. Where hardly any pair of a rule is
/// unrelated, what seems so are matches with little in them, which say nothing of strangers.
std::vector<JointCounts> ModelTraining::unrelated_pairs() const {
  const size_t width = trained_.model.comparisons.size();
  std::vector<JointCounts> drawn(width, JointCounts(trained_.model));
  for (size_t s = 0; s < samples_.size(); ++s) {
    const std::vector<bool>& fixed = made_passes_[s].fixed;
    if (std::count(fixed.begin(), fixed.end(), true) != 1) continue;
    const auto is_unrelated = [](const PairChance& chance) {
      return chance.match + chance.family < kUnrelatedMax;
    };
    const auto unrelated = std::count_if(chances_[s].begin(), chances_[s].end(), is_unrelated);
    if (static_cast<double>(unrelated) <
        kUnrelatedShareMin * static_cast<double>(chances_[s].size())) {
      continue;
    }
    const auto read = std::find(fixed.begin(), fixed.end(), true) - fixed.begin();
    for (size_t i = 0; i < chances_[s].size(); ++i) {
      if (!is_unrelated(chances_[s][i])) continue;
      drawn[static_cast<size_t>(read)].add({levels_[s].data() + i * width, width}, 1, {});
    }
  }
  return drawn;
}

std::vector<Dependence> ModelTraining::find_dependences() const {
  const Model& model = trained_.model;
  if (model.comparisons.size() < 2) return {};
  JointCounts others(model);
  for (size_t i = 0; i < random_.size(); ++i) {
    others.add(random_.pattern(i),
               random_.counts[i] * (1 - match_chance(model, random_.pattern(i))), {});
  }
  std::vector<JointCounts> matches;
  const size_t width = model.comparisons.size();
  for (size_t s = 0; s < samples_.size(); ++s) {
    if (!is_pass(s)) continue;
    const std::vector<bool>& fixed = made_passes_[s].fixed;
    matches.emplace_back(model);
    for (size_t i = 0; i < chances_[s].size(); ++i) {
      matches.back().add({levels_[s].data() + i * width, width}, chances_[s][i].match, fixed);
    }
  }
  return linkage::find_dependences(model,
                                   {std::move(others), std::move(matches), unrelated_pairs()});
}

/// What strangers share because they share what households do, households share as well: a surgery
/// by the place. Returns whether any comparison was found to be so.
bool ModelTraining::share_with_households() {
  if (trained_.model.family_prior <= 0) return false;
  bool any = false;
  for (const Dependence& two : trained_.dependences) {
    for (const auto& [name, other] : {std::pair(two.first, two.second), {two.second, two.first}}) {
      if (is_shared(other)) any |= begin_to_share(name);
    }
  }
  return any;
}

/// Makes a comparison one that households share, with a first guess of how far. False where it is
/// already, or is of one person.
bool ModelTraining::begin_to_share(const std::string& name) {
  auto& comparisons = trained_.model.comparisons;
  const auto found = std::find_if(comparisons.begin(), comparisons.end(),
                                  [&](const auto& comparison) { return comparison.name == name; });
  if (found->shared_by_families || found->alike_in_families > 0) return false;
  ModelComparison& guess = guesses_.comparisons[static_cast<size_t>(found - comparisons.begin())];
  found->shared_by_families = guess.shared_by_families = true;
  const double rest = 1 - found->levels.back().m.value_or(0);
  for (size_t l = 0; l < found->levels.size(); ++l) {
    ModelLevel& level = found->levels[l];
    if (!level.is_null) level.family = (1 - kHouseholdsDiffer) * level.m.value_or(0) / rest;
    if (l + 1 == found->levels.size()) level.family = kHouseholdsDiffer;
    guess.levels[l].family = level.family;
  }
  return true;
}

/// True where members of a household share by nature what the comparison reads.
bool ModelTraining::is_shared(const std::string& name) const {
  const auto& comparisons = trained_.model.comparisons;
  return std::any_of(comparisons.begin(), comparisons.end(), [&](const auto& comparison) {
    return comparison.name == name && comparison.shared_by_families;
  });
}

void ModelTraining::correct_dependences() {
  linkage::correct_dependences(trained_.dependences, trained_.model);
  for (std::string& warning : dependence_warnings(trained_.dependences, false)) {
    trained_.findings.push_back(std::move(warning));
  }
}

/// Tells which levels no likely match ever had, and which comparisons no pass could train.
void ModelTraining::find_unseen() {
  if (!known_matches_.empty() || samples_.empty()) return;
  const size_t width = trained_.model.comparisons.size();
  std::vector<std::vector<double>> met(width);
  std::vector<bool> trained(width, false);
  for (size_t c = 0; c < width; ++c) met[c].resize(trained_.model.comparisons[c].levels.size());
  for (size_t s = 0; s < samples_.size(); ++s) {
    if (!is_pass(s)) continue;
    const std::vector<bool>& fixed = made_passes_[s].fixed;
    for (size_t c = 0; c < width; ++c) {
      if (fixed[c]) continue;
      trained[c] = true;
      for (size_t i = 0; i < chances_[s].size(); ++i) {
        met[c][levels_[s][i * width + c]] += chances_[s][i].match;
      }
    }
  }
  for (size_t c = 0; c < width; ++c) {
    const ModelComparison& comparison = trained_.model.comparisons[c];
    if (!trained[c]) {
      trained_.findings.push_back(fmt::format(
          "No pass could train {}: every rule decides it, so it keeps the guesses it began with. "
          "Add a pass by a rule that does not use it.",
          comparison.name));
      continue;
    }
    std::string unseen;
    for (size_t l = 0; l < met[c].size(); ++l) {
      const ModelLevel& level = comparison.levels[l];
      if (level.is_null || level.fixed_m || met[c][l] >= 0.5) continue;
      unseen += fmt::format("{}\"{}\"", unseen.empty() ? "" : ", ", level.label);
    }
    if (unseen.empty()) continue;
    trained_.findings.push_back(fmt::format(
        "No likely match was ever {} in {}, so its m stays close to the guess. That is harmless "
        "where such pairs are rare; else set it and fix it in a recipe, or leave the level out.",
        unseen, comparison.name));
  }
}

void ModelTraining::describe_rules() {
  for (const WrittenRule& written : wishes_.rules) {
    BlockingRule blocking;
    blocking.parts = parts_at(parts_of(written));
    blocking.sql = rule_sql(blocking.parts);
    RuleReport report;
    report.words = rule_words(blocking.parts);
    trained_.model.rules.push_back(std::move(blocking));
    trained_.rules.push_back(std::move(report));
  }
  if (!wishes_.rules.empty()) return;
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
  trained_.start = guesses_;
  learn_u();
  restore_fixed(guesses_, trained_.model);
  sample();
  learn_in_rounds();
  trained_.dependences = find_dependences();
  if (share_with_households()) {
    learn_in_rounds();
    trained_.dependences = find_dependences();
  }
  describe_rules();
  describe_passes();
  find_unseen();
  correct_dependences();
  for (std::string& warning : training_warnings(trained_.model)) {
    trained_.warnings.push_back(std::move(warning));
  }
  return std::move(trained_);
}

void ModelTraining::learn_in_rounds() {
  bool settled = false;
  for (int round = 0; round < kRounds && !settled; ++round) {
    run_.check_stop();
    judge_samples();
    learn_m();
    estimate_u(trained_.model, guesses_, columns_, random_);
    correct_u(trained_.model, match_shares());
    restore_fixed(guesses_, trained_.model);
    limit_fuzzy_frequencies(trained_.model);
    record_round();
    settled = trained_.rounds.back().largest_change < kRoundChange;
  }
  if (!settled) judge_samples();
}

}  // namespace

TrainedModel train_model(const TrainingInput& input, RunContext& run) {
  return ModelTraining(input, run).train();
}

}  // namespace newlyn::linkage
