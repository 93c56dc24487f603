// SPDX-License-Identifier: MIT
// Counts blocking rules over the records, and asks a trained model what their pairs are worth.
#include "linkage/blocking_report.h"

#include <algorithm>
#include <functional>

#include "base/error.h"
#include "base/limits.h"
#include "linkage/blocking/block_census.h"
#include "linkage/blocking/candidate_rules.h"
#include "linkage/blocking/given_rules.h"
#include "linkage/blocking/given_suggestions.h"
#include "linkage/blocking/plain_rows.h"
#include "linkage/blocking/rule_choice.h"
#include "linkage/encoding/derived_columns.h"
#include "linkage/encoding/unique_rows.h"
#include "linkage/evaluation.h"
#include "linkage/model/condition_sql.h"
#include "linkage/training/model_training.h"
#include "linkage/training/train.h"

namespace newlyn::linkage {
namespace {

constexpr uint64_t kTruePairsMax = 50'000'000;
constexpr double kPairsPerMatch = 400;  // what a suggested rule may cost, as in training
constexpr double kMatchesWorth = 1;     // a suggestion must bring at least so many
constexpr double kShareWorth = 0.0005;  // and this share of those found already

/// Rows that are asked for rules worth adding.
struct SuggestionRows {
  pairs::PairColumns& columns;
  const pairs::ScoreModel& score;
  pairs::PairScope scope;
  std::function<pairs::RowPair(pairs::RowPair)> records;                // of two rows
  std::function<RuleSuggestion(const std::vector<KeyPart>&)> describe;  // its words and SQL
};

/// One report; each member function is one step.
class BlockingRun {
 public:
  BlockingRun(BlockingInput& input, const BlockingRequest& request, RunContext& run)
      : input_(input), request_(request), run_(run) {}

  BlockingReport report();

 private:
  void encode();
  void train();
  void count();
  void estimate();
  void estimate_matches(const std::function<double(pairs::RowPair)>& weight);
  void estimate_standard();
  void estimate_given();
  void suggest(const SuggestionRows& rows, KeyTable& table,
               const std::vector<PartList>& candidates);
  void find_true_pairs();

  /// True when the rules speak of the standard schema; else they are SQL over the files' columns.
  bool rules_are_standard() const { return input_.records.store == nullptr; }
  /// The records under the standard schema; null when only the files' columns are given.
  LinkInput* standard() {
    if (rules_are_standard()) return &input_.records;
    return input_.standard ? &*input_.standard : nullptr;
  }
  /// Of pairs of records.
  pairs::PairScope scope() const { return {input_.records.source_of_record, request_.across_only}; }
  bool wanted(uint32_t left, uint32_t right) const {
    const auto& sources = input_.records.source_of_record;
    return !request_.across_only || sources[left] != sources[right];
  }
  /// True when a rule finds the pair of records.
  bool finds(pairs::RowPair records) const;
  /// The records of two rows of the census, the lesser number first.
  pairs::RowPair records_of(pairs::RowPair rows) const;

  BlockingInput& input_;
  const BlockingRequest& request_;
  RunContext& run_;
  std::vector<record::FieldKind> kinds_;  // of the standard columns
  pairs::PairColumns rows_;               // of the standard columns, one row a record
  std::optional<Model> model_;
  std::optional<KeyRules> key_rules_;  // the one or the other is there
  std::optional<GivenRules> given_rules_;
  std::optional<BlockCensus> census_;
  BlockingReport report_;
};

bool BlockingRun::finds(pairs::RowPair records) const {
  if (!given_rules_) return census_->finds(records);
  const uint32_t left = given_rules_->rows().row_of_record[records.left];
  const uint32_t right = given_rules_->rows().row_of_record[records.right];
  return census_->finds({std::min(left, right), std::max(left, right)});
}

pairs::RowPair BlockingRun::records_of(pairs::RowPair rows) const {
  if (!given_rules_) return rows;
  const uint32_t left = given_rules_->rows().records[rows.left];
  const uint32_t right = given_rules_->rows().records[rows.right];
  return {std::min(left, right), std::max(left, right)};
}

void BlockingRun::encode() {
  if (standard() != nullptr) {
    add_derived_columns(*standard());
    for (const LinkColumn& column : standard()->columns) kinds_.push_back(column.kind);
    rows_ = plain_rows(*standard());
  }
  report_.records = input_.records.record_count;
  if (report_.records > 1) report_.possible_pairs = pairs_in_scope(report_.records, scope());
}

void BlockingRun::train() {
  if (standard() == nullptr || !(request_.estimate || request_.rules.empty())) return;
  LinkRequest link;
  link.across_only = request_.across_only;
  UniqueRows unique = make_unique_rows(*standard(), link);
  if (rules_are_standard()) {
    report_.equal_records = report_.records - unique.columns.row_count;
  }
  const pairs::PairScope unique_scope{unique.source_of_row, request_.across_only};
  TrainedModel trained = train_model({unique.columns, kinds_, unique_scope, request_.seed}, run_);
  model_ = std::move(trained.model);
  report_.notes = std::move(trained.notes);
}

void BlockingRun::count() {
  std::vector<CountedRule> rules;
  CensusRows rows{report_.records, scope(), nullptr, nullptr};
  if (rules_are_standard()) {
    const bool chosen = request_.rules.empty() && model_;
    key_rules_.emplace(rows_);
    rules = key_rules_->bind(chosen ? model_->rules : request_.rules, scope(), &kinds_);
  } else {
    given_rules_.emplace(input_.records, request_.rules, request_.across_only);
    rules = given_rules_->bind();
    rows.scope.dataset_of_row = given_rules_->rows().source_of_row;
    const bool filtered =
        std::any_of(rules.begin(), rules.end(), [](const auto& rule) { return rule.filtered; });
    rows.columns = &given_rules_->rows().columns;
    if (filtered) rows.filters = &given_rules_->filters();
  }
  census_.emplace(rows);
  for (CountedRule& rule : rules) {
    run_.check_stop();
    census_->add(std::move(rule), request_.blocks_shown);
  }
  census_->count_pairs(request_.seed, run_);
  report_.rules = census_->counts();
  const std::vector<bool> blocked = census_->blocked_rows();
  report_.blocked_records = static_cast<uint64_t>(std::count(blocked.begin(), blocked.end(), true));
}

/// Expected matches of every rule; `weight` weighs a pair of records.
void BlockingRun::estimate_matches(const std::function<double(pairs::RowPair)>& weight) {
  for (size_t rule = 0; rule < report_.rules.size(); ++rule) {
    run_.check_stop();
    double matches = 0;
    for (const pairs::RowPair pair : census_->new_pairs()[rule].pairs) {
      matches += probability_of(weight(records_of(pair)));
    }
    report_.rules[rule].expected_matches = matches * census_->new_pairs()[rule].each;
  }
}

void BlockingRun::suggest(const SuggestionRows& rows, KeyTable& table,
                          const std::vector<PartList>& candidates) {
  SamplingPlan plan;
  plan.block_rows_max = limits::kBlockRowsMax;
  plan.pair_budget =
      limits::kPairsPerRecordMax * static_cast<double>(rows.columns.row_count) + 10'000;
  plan.seed = request_.seed;
  plan.scope = rows.scope;
  std::vector<RuleSample> samples = sample_rules(candidates, table, plan, run_);
  pairs::PairScorer scorer(rows.columns, rows.score);
  std::vector<std::vector<PairChance>> chances;
  for (RuleSample& sample : samples) {
    run_.check_stop();
    const auto drawn = static_cast<double>(sample.pairs.size());
    std::erase_if(sample.pairs, [&](pairs::RowPair pair) { return finds(rows.records(pair)); });
    if (drawn > 0) sample.pair_count *= static_cast<double>(sample.pairs.size()) / drawn;
    chances.emplace_back();
    for (const pairs::RowPair pair : sample.pairs) {
      chances.back().push_back({probability_of(scorer.weight(pair)), 0});
    }
  }
  double found = 0;
  for (const RuleCount& rule : report_.rules) found += rule.expected_matches.value_or(0);
  RuleBudget budget;
  budget.pairs_max = plan.pair_budget;
  budget.pairs_per_match = kPairsPerMatch;
  budget.rules_max = request_.suggestions_max;
  for (const ChosenRule& chosen : choose_rules(samples, chances, table, budget)) {
    if (chosen.new_matches < std::max(kMatchesWorth, kShareWorth * found)) continue;
    std::vector<KeyPart> parts;
    for (const uint16_t part : samples[chosen.sample].rule) parts.push_back(table.part(part));
    RuleSuggestion suggestion = rows.describe(parts);
    suggestion.new_pairs = chosen.new_pairs;
    suggestion.expected_matches = chosen.new_matches;
    report_.suggestions.push_back(std::move(suggestion));
  }
}

void BlockingRun::estimate_standard() {
  const pairs::ScoreModel score = make_score_model(*model_, rows_);
  pairs::prepare_columns(rows_, score);
  pairs::PairScorer scorer(rows_, score);
  estimate_matches([&](pairs::RowPair records) { return scorer.weight(records); });
  KeyTable table(rows_);
  const std::vector<PartList> candidates = candidate_rules(rows_, kinds_, table);
  suggest({rows_, score, scope(), [](pairs::RowPair pair) { return pair; },
           [](const std::vector<KeyPart>& parts) {
             return RuleSuggestion{rule_words(parts), rule_sql(parts), 0, 0};
           }},
          table, candidates);
}

void BlockingRun::estimate_given() {
  GivenScoring given(input_.records, *request_.model, request_.across_only);
  report_.by_model = true;
  pairs::PairScorer scorer(given.columns(), given.score());
  estimate_matches([&](pairs::RowPair records) { return scorer.weight(given.rows_of(records)); });
  KeyTable table(given.columns());
  const std::vector<PartList> candidates = given.candidate_rules(table);
  const auto records = [&](pairs::RowPair pair) {
    const uint32_t left = given.rows().records[pair.left];
    const uint32_t right = given.rows().records[pair.right];
    return pairs::RowPair{std::min(left, right), std::max(left, right)};
  };
  suggest({given.columns(),
           given.score(),
           {given.rows().source_of_row, request_.across_only},
           records,
           [&](const std::vector<KeyPart>& parts) {
             const std::string sql = given.rule_sql(parts);
             return RuleSuggestion{rule_words(sql), sql, 0, 0};
           }},
          table, candidates);
}

void BlockingRun::estimate() {
  if (!request_.estimate) return;
  if (request_.model && input_.records.store != nullptr) return estimate_given();
  if (model_ && !model_->comparisons.empty()) estimate_standard();
}

void BlockingRun::find_true_pairs() {
  if (input_.truth.empty()) return;
  std::vector<uint32_t> order;
  for (uint32_t record = 0; record < input_.truth.size(); ++record) {
    if (input_.truth[record] != kTruthUnknown) order.push_back(record);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](uint32_t a, uint32_t b) { return input_.truth[a] < input_.truth[b]; });
  uint64_t asked = 0;
  uint64_t truly = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    for (size_t j = i + 1; j < order.size() && input_.truth[order[j]] == input_.truth[order[i]];
         ++j) {
      if (++asked > kTruePairsMax) {
        report_.notes.push_back("The known answer has too many pairs to look each of them up.");
        return;
      }
      if (!wanted(order[i], order[j])) continue;
      ++truly;
      report_.true_pairs_found +=
          finds({std::min(order[i], order[j]), std::max(order[i], order[j])}) ? 1 : 0;
    }
  }
  report_.true_pairs = truly;
}

BlockingReport BlockingRun::report() {
  run_.step("encoding", [&] { encode(); });
  // What records of one person look like, learned as for a run. It names the rules when none are
  // given, and says what their pairs are worth.
  run_.step("training", [&] { train(); });
  run_.step("blocking", [&] { count(); });
  run_.step("estimating", [&] { estimate(); });
  find_true_pairs();
  return std::move(report_);
}

}  // namespace

BlockingReport report_blocking(BlockingInput input, const BlockingRequest& request,
                               RunContext& run) {
  return BlockingRun(input, request, run).report();
}

std::optional<std::vector<std::string>> rule_columns(const std::string& sql) {
  try {
    std::vector<std::string> columns;
    for (const KeyPart& part : read_rule(sql)) columns.push_back(part.column);
    return columns;
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace newlyn::linkage
