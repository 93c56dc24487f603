// SPDX-License-Identifier: MIT
// A run from standard records to clusters, as a list of named steps.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "base/check.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/threads.h"
#include "linkage/blocking/candidate_rules.h"
#include "linkage/blocking/refinement.h"
#include "linkage/blocking/rule_choice.h"
#include "linkage/clustering/record_clusters.h"
#include "linkage/encoding/derived_columns.h"
#include "linkage/encoding/unique_rows.h"
#include "linkage/linkage.h"
#include "linkage/model/choose_comparisons.h"
#include "linkage/model/condition_sql.h"
#include "linkage/model/term_tables.h"
#include "linkage/scoring/record_edges.h"
#include "linkage/scoring/score_candidates.h"
#include "linkage/sql/exact_model.h"
#include "linkage/sql/record_order.h"
#include "linkage/training/dependence.h"
#include "linkage/training/given_trainer.h"
#include "linkage/training/model_training.h"
#include "linkage/training/name_classes.h"
#include "linkage/training/train.h"

namespace newlyn::linkage {
namespace {

constexpr double kProbabilityMin = 1e-12;

/// The weight of a threshold; near 0 and 1 the last that can be told apart from them.
double bar_of(double probability) {
  return weight_of(std::clamp(probability, kProbabilityMin, 1 - kProbabilityMin));
}

class LinkRun : public Linkage {
 public:
  LinkRun(LinkInput input, LinkRequest request, RunContext& run)
      : input_(std::move(input)), request_(std::move(request)), run_(&run) {}

  void link();
  const LinkResult& result() const override { return result_; }
  std::vector<uint32_t> clusters_at(double threshold, RunContext& run) const override;
  PairEvidence evidence(uint32_t left, uint32_t right) const override;
  std::vector<float> self_weights() const override;
  std::vector<int8_t> gammas(std::span<const Edge> edges) const override;

 private:
  void finish();
  void keep_terms();
  void encode();
  void train();
  void choose_model();
  void learn_names();
  void bind_model();
  void encode_exact();
  void compile_exact();
  void train_exact();
  void make_blocks();
  void make_exact_blocks();
  void refuse_too_many(const std::vector<pairs::RuleBlocks>& made) const;
  void warn_of_model();
  std::vector<pairs::RuleBlocks> exact_blocks();
  bool is_exact() const { return input_.store != nullptr; }
  /// True when a cluster may hold only one record of some source.
  bool by_source() const {
    return request_.one_to_one ||
           std::find(request_.duplicate_free.begin(), request_.duplicate_free.end(), true) !=
               request_.duplicate_free.end();
  }
  void score();
  void cluster();
  void check_prior(const ScoredPairs& scored);
  void collect_edges(const ScoredPairs& scored);
  std::vector<Edge> equal_records(double keep) const;

  pairs::RowPair rows_of(uint32_t left, uint32_t right) const;
  int gamma(size_t comparison, uint8_t level) const;

  pairs::PairScope scope() const { return {rows_.source_of_row, request_.across_only}; }
  /// The least weight of an edge that any clustering asks for.
  double cluster_weight_min() const {
    double least = request_.threshold;
    for (const double threshold : request_.thresholds) least = std::min(least, threshold);
    return bar_of(least);
  }

  LinkInput input_;
  LinkRequest request_;
  RunContext* run_;  // valid during link() only
  std::vector<record::FieldKind> kinds_;
  UniqueRows rows_;
  pairs::ScoreModel score_model_;
  std::unique_ptr<pairs::PairBlocks> blocks_;
  std::unique_ptr<ExactModel> exact_;
  std::shared_ptr<const NameClasses> names_;
  std::vector<TaskEdges> row_edges_;  // that clustering may ask for
  std::unique_ptr<RecordClusters> clusters_;
  LinkResult result_;
};

void LinkRun::link() {
  // Each distinct value becomes a number; records take an order that depends on content alone.
  if (is_exact()) {
    // A given model's SQL about single records is worked out by DuckDB, once.
    run_->step("encoding", [&] { encode_exact(); });
    run_->step("reading the model", [&] { compile_exact(); });
    if (request_.recipe) train_exact();
    warn_of_model();
    return finish();
  }
  run_->step("encoding", [&] { encode(); });
  if (request_.model) {
    run_->step("reading the model", [&] { bind_model(); });
  } else {
    // What to compare, how much each outcome weighs, and which pairs to look at.
    run_->step("training", [&] { train(); });
  }
  finish();
}

void LinkRun::keep_terms() {
  if (is_exact()) return exact_->keep_terms(rows_.columns, result_.model);
  for (const ModelComparison& comparison : result_.model.comparisons) {
    for (const ModelLevel& level : comparison.levels) {
      if (level.term_column.empty()) continue;
      const uint16_t column = *rows_.columns.find(level.term_column);
      linkage::keep_terms(rows_.columns.columns[column], rows_.columns.record_count,
                          level.term_column, result_.model);
    }
  }
}

void LinkRun::finish() {
  if (request_.model_alone) return;
  run_->step("blocking", [&] { is_exact() ? make_exact_blocks() : make_blocks(); });
  // Pairs that share a blocking key, compared and scored batch by batch; only edges are kept.
  run_->step("scoring", [&] { score(); });
  if (request_.keep_terms) keep_terms();
  // Edges become clusters; pairs inside a component that no rule found are scored on the way.
  run_->step("clustering", [&] { cluster(); });
}

void LinkRun::encode() {
  if (!request_.model || !request_.model->raw_columns) add_derived_columns(input_);
  for (const LinkColumn& column : input_.columns) kinds_.push_back(column.kind);
  // Where one source has nobody twice, each of its records needs a row of its own.
  LinkRequest apart = request_;
  apart.one_to_one = by_source();
  rows_ = make_unique_rows(input_, apart);
  result_.identical_records = input_.record_count - rows_.columns.row_count;
}

void LinkRun::encode_exact() {
  result_.model = *request_.model;
  Model asked = result_.model;
  if (request_.recipe) {
    const std::vector<BlockingRule> rules = rules_of(*request_.recipe, asked);
    asked.rules.insert(asked.rules.end(), rules.begin(), rules.end());
  }
  std::vector<uint32_t> records;
  // The ids are put in order while the store works out what the model's SQL means.
  parallel_ranges(2, 1, [&](size_t first, size_t) {
    if (first == 0) {
      // A recipe has rules of its own.
      exact_ = std::make_unique<ExactModel>(RecordTable{*input_.store, input_.table}, asked,
                                            request_.recipe ? nullptr : request_.sql);
    } else {
      records = sorted_records(input_);
    }
  });
  rows_ = ordered_rows(input_, std::move(records), exact_->take_values(),
                       request_.across_only || by_source() || request_.recipe);
  exact_->fill(rows_.columns);
  rows_.columns.pack_rows();
}

void LinkRun::compile_exact() {
  score_model_ = exact_->compile(rows_.columns, result_.model);
  for (const BlockingRule& rule : result_.model.rules) {
    RuleReport report;
    report.words = rule.sql;
    result_.rules.push_back(std::move(report));
  }
  for (const std::string& words : exact_->foreign_words()) {
    result_.warnings.push_back(fmt::format(
        "The model's condition {} is answered by DuckDB for each different pair of values, which "
        "is many times slower than the conditions the engine knows.",
        words));
  }
}

/// Trains the given model by a recipe, over the records as they are encoded already.
void LinkRun::train_exact() {
  GivenTraining trained = train_ready({*exact_, rows_, score_model_, result_.model.rules.size()},
                                      result_.model, *request_.recipe, *run_);
  result_.model = std::move(trained.model);
  result_.passes = std::move(trained.passes);
  result_.dependences = std::move(trained.dependences);
  result_.notes.insert(result_.notes.end(), trained.notes.begin(), trained.notes.end());
  result_.training_warnings = std::move(trained.warnings);
  exact_->weigh(result_.model, rows_.columns, score_model_);
}

/// Tells what a given model says that can hardly be meant.
void LinkRun::warn_of_model() {
  for (const ModelComparison& comparison : result_.model.comparisons) {
    for (size_t l = 0; l < comparison.levels.size(); ++l) {
      const ModelLevel& level = comparison.levels[l];
      if (!level.is_null && level.m && *level.m == 0) {
        result_.warnings.push_back(fmt::format(
            "Level {} of {} has an m of 0: whatever else speaks for a pair, it could never match "
            "there. The least number the engine knows is taken instead. Train the level, or give "
            "it a small m.",
            l + 1, comparison.name));
      }
      if (!level.is_null && level.u && *level.u == 0) {
        result_.warnings.push_back(fmt::format(
            "Level {} of {} has a u of 0: whatever else speaks against a pair, it would always "
            "match there. The least number the engine knows is taken instead. Train the level, or "
            "give it a small u.",
            l + 1, comparison.name));
      }
      for (size_t earlier = 0; earlier < l; ++earlier) {
        if (!(level.condition == comparison.levels[earlier].condition)) continue;
        result_.warnings.push_back(
            fmt::format("Level {} of {} asks the same as level {}, so no pair ever reaches it. "
                        "Take one of them "
                        "out of the model.",
                        l + 1, comparison.name, earlier + 1));
        break;
      }
    }
  }
  for (const PlainColumn& column : exact_->plain_columns()) {
    if (input_.record_count == 0) break;
    if (rows_.columns.columns[column.place].values.value_count() > 0) continue;
    result_.warnings.push_back(fmt::format(
        "The column {} has no value in any record, so nothing that the model asks of it tells "
        "anything. See whether it is the column that the model means.",
        column.name));
  }
}

std::vector<pairs::RuleBlocks> LinkRun::exact_blocks() {
  const std::vector<ExactRule>& rules = exact_->rules();
  // The recipe's rules come after the model's own.
  const size_t count = result_.model.rules.size();
  std::vector<std::optional<pairs::RuleBlocks>> made(count);
  // The store serves one thread, so rules that need it come first, one after the other.
  for (size_t i = 0; i < count; ++i) {
    const BlockingRule& given = result_.model.rules[i];
    if (given.exploded.empty()) continue;
    run_->check_stop();
    made[i].emplace(exact_->exploded_keys(rows_.columns, given, request_.pairs_max), scope());
  }
  parallel_ranges(count, 1, [&](size_t i, size_t) {
    run_->check_stop();
    if (!made[i]) made[i].emplace(exact_->keys(rows_.columns, rules[i]), scope());
  });
  std::vector<pairs::RuleBlocks> blocks;
  for (std::optional<pairs::RuleBlocks>& rule : made) blocks.push_back(std::move(*rule));
  return blocks;
}

/// Refuses rules that bring more pairs than are allowed, before any is compared.
void LinkRun::refuse_too_many(const std::vector<pairs::RuleBlocks>& made) const {
  double pairs = 0;
  size_t worst = 0;
  for (size_t i = 0; i < made.size(); ++i) {
    pairs += static_cast<double>(result_.rules[i].pair_count);
    if (result_.rules[i].pair_count > result_.rules[worst].pair_count) worst = i;
  }
  if (pairs <= request_.pairs_max) return;
  throw Error(
      Code::resource_exhausted,
      fmt::format("The blocking rules bring {:.0f} pairs, more than the {:.0f} allowed. "
                  "Rule {} ({}) brings {} of them; its largest block holds {} records. "
                  "Make the rule stricter (newlyn blocking shows its blocks), or allow more "
                  "with --allow-pairs.",
                  pairs, request_.pairs_max, worst + 1, result_.model.rules[worst].sql,
                  result_.rules[worst].pair_count, made[worst].sizes().largest));
}

void LinkRun::make_exact_blocks() {
  blocks_ = std::make_unique<pairs::PairBlocks>(scope());
  std::vector<pairs::RuleBlocks> made = exact_blocks();
  for (size_t i = 0; i < made.size(); ++i) {
    result_.rules[i].pair_count =
        exact_->pair_count(rows_.columns, exact_->rules()[i], made[i].sizes());
  }
  refuse_too_many(made);
  for (size_t i = 0; i < made.size(); ++i) {
    blocks_->add(std::move(made[i]), exact_->rules()[i].has_filter);
  }
  blocks_->pack_rows();
}

/// Chooses the model. What names come together needs nothing of it and is learned beside.
void LinkRun::train() {
  parallel_ranges(2, 1, [&](size_t work, size_t) { work == 0 ? choose_model() : learn_names(); });
}

void LinkRun::learn_names() {
  if (!request_.model_alone) names_ = learn_name_classes(rows_.columns);
}

void LinkRun::choose_model() {
  TrainingInput training{rows_.columns, kinds_, scope(), request_.seed, nullptr, {}};
  if (request_.wishes) {
    training.wishes = &*request_.wishes;
    for (const auto& [left, right] : request_.wishes->matches) {
      const pairs::RowPair pair = rows_of(left, right);
      if (pair.left != pair.right) training.matches.push_back(pair);
    }
  }
  TrainedModel trained = train_model(training, *run_);
  result_.model = std::move(trained.model);
  result_.model.link_type = request_.across_only ? "link_only" : "dedupe_only";
  result_.notes = std::move(trained.notes);
  result_.warnings = std::move(trained.warnings);
  result_.rules = std::move(trained.rules);
  result_.training = std::move(trained.rounds);
  result_.start = std::move(trained.start);
  result_.passes = std::move(trained.passes);
  result_.dependences = std::move(trained.dependences);
  result_.training_warnings = std::move(trained.findings);
}

void LinkRun::bind_model() {
  result_.model = *request_.model;
  for (ModelComparison& comparison : result_.model.comparisons) {
    for (ModelLevel& level : comparison.levels) {
      level.condition = read_condition(level.sql, rows_.columns);
      if (!level.term_column.empty() && !rows_.columns.find(level.term_column)) {
        throw Error(Code::model_invalid,
                    fmt::format("The model weighs the column \"{}\" by frequency, which the input "
                                "does not have. Rename the column in the file or in the model.",
                                level.term_column));
      }
    }
  }
  for (BlockingRule& rule : result_.model.rules) {
    rule.parts = read_rule(rule.sql);
    RuleReport report;
    report.words = rule.sql;
    result_.rules.push_back(std::move(report));
  }
}

void LinkRun::make_blocks() {
  const bool uses_names = !result_.model.raw_columns && result_.model.names == nullptr;
  if (uses_names && names_ == nullptr) learn_names();
  if (uses_names) result_.model.names = names_;
  score_model_ = make_score_model(result_.model, rows_.columns);
  pairs::prepare_columns(rows_.columns, score_model_);
  KeyTable table(rows_.columns);
  std::vector<uint16_t> parts;
  std::vector<PartList> rules;
  for (const BlockingRule& rule : result_.model.rules) {
    PartList list;
    for (const KeyPart& part : rule.parts) list.push_back(table.add(part));
    rules.push_back(std::move(list));
  }
  const bool refine = !result_.model.raw_columns;
  if (refine) {
    candidate_rules(rows_.columns, kinds_, table);
    for (uint16_t part = 0; part < table.part_count(); ++part) parts.push_back(part);
  }
  std::vector<std::optional<pairs::RuleBlocks>> made(rules.size());
  parallel_ranges(rules.size(), 1, [&](size_t i, size_t) {
    run_->check_stop();
    pairs::RuleKeys keys = table.keys(rules[i]);
    if (refine) {
      result_.rules[i].rows_left_out =
          refine_large_blocks(keys, rules[i], {table, parts, limits::kBlockRowsMax});
    }
    made[i].emplace(keys, scope());
  });
  blocks_ = std::make_unique<pairs::PairBlocks>(scope());
  for (size_t i = 0; i < made.size(); ++i) {
    blocks_->add(std::move(*made[i]));
    result_.rules[i].pair_count = blocks_->rule(i).sizes().pair_count;
  }
  blocks_->pack_rows();
}

void LinkRun::score() {
  const double keep = request_.every_edge
                          ? -std::numeric_limits<double>::infinity()
                          : std::min(cluster_weight_min(), bar_of(request_.edge_probability));
  ScoredPairs scored =
      score_candidates({*blocks_, rows_.columns, score_model_, keep, request_.every_weight}, *run_);
  result_.pair_count = scored.pair_count;
  result_.weights = std::move(scored.weights);
  if (is_exact()) check_prior(scored);
  for (size_t i = 0; i < result_.rules.size(); ++i) {
    result_.rules[i].new_pairs = scored.pairs_of_rule[i];
  }
  collect_edges(scored);
  row_edges_ = std::move(scored.edges_of_task);
  drop_lighter(row_edges_, cluster_weight_min());
}

/// Tells where a given model's prior and the matches found are far apart.
void LinkRun::check_prior(const ScoredPairs& scored) {
  std::vector<double> of_task(scored.edges_of_task.size(), 0);
  parallel_ranges(of_task.size(), 1, [&](size_t task, size_t) {
    for (const RowEdge& edge : scored.edges_of_task[task].edges) {
      of_task[task] += probability_of(edge.weight);
    }
  });
  const double matches = std::accumulate(of_task.begin(), of_task.end(), 0.0);
  const std::string warning = prior_warning(result_.model.prior, {matches, matches},
                                            pairs_in_scope(rows_.columns.row_count, scope()));
  if (!warning.empty()) result_.warnings.push_back(warning);
}

void LinkRun::collect_edges(const ScoredPairs& scored) {
  const double keep = request_.every_edge ? -std::numeric_limits<double>::infinity()
                                          : bar_of(request_.edge_probability);
  // A given model's records stand in its own order; ours in that of the files.
  const RecordEdges made(rows_, keep, is_exact() ? PairOrder::of_rows : PairOrder::of_records);
  const std::vector<Edge> equal = request_.across_only ? std::vector<Edge>() : equal_records(keep);
  if (request_.only_counts_edges) {
    result_.edge_count = made.count(scored) + equal.size();
    return;
  }
  result_.edges = made.of(scored, equal);
  result_.edge_count = result_.edges.size();
}

/// Edges among records that say the same, which share a row.
std::vector<Edge> LinkRun::equal_records(double keep) const {
  std::vector<Edge> edges;
  pairs::PairScorer scorer(rows_.columns, score_model_);
  for (uint32_t row = 0; row < rows_.columns.row_count; ++row) {
    const auto records = rows_.records_of(row);
    if (records.size() < 2) continue;
    const double weight = scorer.weight({row, row});
    if (weight < keep) continue;
    // Equal records are tied to the first of them; all other pairs among them follow.
    for (size_t i = 1; i < records.size(); ++i) {
      edges.push_back({records[0], records[i], weight, kIdenticalRule});
    }
  }
  return edges;
}

void LinkRun::cluster() {
  clusters_ = std::make_unique<RecordClusters>(input_, request_, rows_, score_model_);
  clusters_->know_spreads(result_.model);
  const double bar = bar_of(request_.threshold);
  result_.cluster_of_record = clusters_->at(row_edges_, bar, *run_);
  for (const uint32_t cluster : result_.cluster_of_record) {
    result_.cluster_count = std::max(result_.cluster_count, cluster + 1);
  }
  for (std::string& sentence : clusters_->kept_apart(row_edges_, bar)) {
    result_.notes.push_back(std::move(sentence));
  }
}

std::vector<uint32_t> LinkRun::clusters_at(double threshold, RunContext& run) const {
  NEWLYN_CHECK(bar_of(threshold) >= cluster_weight_min(), "edges were kept for the threshold",
               threshold);
  return clusters_->at(row_edges_, bar_of(threshold), run);
}

pairs::RowPair LinkRun::rows_of(uint32_t left, uint32_t right) const {
  const uint32_t a = rows_.row_of_record[left];
  const uint32_t b = rows_.row_of_record[right];
  return {std::min(a, b), std::max(a, b)};
}

int LinkRun::gamma(size_t comparison, uint8_t level) const {
  const std::vector<ModelLevel>& levels = result_.model.comparisons[comparison].levels;
  return levels[level].is_null ? -1 : static_cast<int>(levels.size()) - 1 - level;
}

std::vector<int8_t> LinkRun::gammas(std::span<const Edge> edges) const {
  const size_t width = score_model_.comparisons.size();
  std::vector<int8_t> gammas(edges.size() * width);
  constexpr size_t kBatch = 1u << 10;
  parallel_ranges(edges.size(), kBatch * 16, [&](size_t begin, size_t end) {
    pairs::PairScorer scorer(rows_.columns, score_model_);
    std::vector<pairs::RowPair> pairs;
    std::vector<uint8_t> levels;
    for (size_t first = begin; first < end; first += kBatch) {
      pairs.clear();
      for (const Edge& edge : edges.subspan(first, std::min(kBatch, end - first))) {
        pairs.push_back(rows_of(edge.left, edge.right));
      }
      levels.resize(width * pairs.size());
      scorer.levels_of(pairs, levels);
      for (size_t c = 0; c < width; ++c) {
        for (size_t i = 0; i < pairs.size(); ++i) {
          const uint8_t level = levels[c * pairs.size() + i];
          gammas[(first + i) * width + c] = static_cast<int8_t>(gamma(c, level));
        }
      }
    }
  });
  return gammas;
}

std::vector<float> LinkRun::self_weights() const {
  std::vector<float> of_row(rows_.columns.row_count);
  constexpr size_t kGrain = 1u << 14;
  parallel_ranges(of_row.size(), kGrain, [&](size_t begin, size_t end) {
    pairs::PairScorer scorer(rows_.columns, score_model_);
    for (size_t row = begin; row < end; ++row) {
      const auto same = static_cast<pairs::Row>(row);
      of_row[row] = static_cast<float>(scorer.weight({same, same}));
    }
  });
  std::vector<float> weights;
  for (const uint32_t row : rows_.row_of_record) weights.push_back(of_row[row]);
  return weights;
}

PairEvidence LinkRun::evidence(uint32_t left, uint32_t right) const {
  NEWLYN_CHECK(left < input_.record_count && right < input_.record_count,
               "both records are in the run", left, right);
  const pairs::RowPair pair = rows_of(left, right);
  pairs::PairScorer scorer(rows_.columns, score_model_);
  std::vector<uint8_t> levels(score_model_.comparisons.size());
  scorer.levels(pair, levels);
  PairEvidence evidence;
  evidence.prior_weight = score_model_.prior_match - std::log2(1 - result_.model.prior);
  evidence.total_weight = scorer.weight(pair, levels);
  double sum = evidence.prior_weight;
  for (size_t c = 0; c < levels.size(); ++c) {
    const ModelComparison& comparison = result_.model.comparisons[c];
    const ModelLevel& level = comparison.levels[levels[c]];
    const double weight = scorer.part(pair, c, levels[c]);
    sum += weight;
    evidence.parts.push_back({comparison.name, level.label, gamma(c, levels[c]), weight});
  }
  evidence.household_weight = evidence.total_weight - sum;
  return evidence;
}

}  // namespace

size_t WeightHistogram::bin_of(double weight) noexcept {
  const double place = (weight - kFirst) / kStep;
  if (!(place > 0)) return 0;
  return std::min(static_cast<size_t>(std::min(place, static_cast<double>(kBins))), kBins - 1);
}

double probability_of(double weight) noexcept { return 1 / (1 + std::exp2(-weight)); }

double weight_of(double probability) noexcept { return std::log2(probability / (1 - probability)); }

std::unique_ptr<Linkage> link_records(LinkInput input, const LinkRequest& request,
                                      RunContext& run) {
  for (const LinkColumn& column : input.columns) {
    NEWLYN_CHECK(column.column.row_count() == input.record_count,
                 "every column has one value a record", column.column.row_count());
  }
  auto linkage = std::make_unique<LinkRun>(std::move(input), request, run);
  linkage->link();
  return linkage;
}

}  // namespace newlyn::linkage
