// SPDX-License-Identifier: MIT
// Answers about records with what was fitted alone.
#include "linkage/fitted_model.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/threads.h"
#include "linkage/blocking/key_cuts.h"
#include "linkage/clustering/record_clusters.h"
#include "linkage/clustering/roots.h"
#include "linkage/encoding/derived_columns.h"
#include "linkage/encoding/unique_rows.h"
#include "linkage/fitted/fitted_scores.h"
#include "linkage/model/condition_sql.h"
#include "linkage/scoring/score_candidates.h"
#include "linkage/training/train.h"
#include "pairs/pair_blocks.h"

namespace newlyn::linkage {
namespace {

constexpr double kProbabilityMin = 1e-12;

/// A rule with the places of its columns.
struct ReadyRule {
  const FittedRule* rule = nullptr;
  std::vector<uint16_t> columns;        // by part
  std::vector<uint16_t> finer_columns;  // by finer part
};

/// Records as columns; the values are those of `rows`.
LinkInput input_of(const std::vector<FittedColumn>& columns, const ValueRows& rows) {
  LinkInput input;
  input.record_count = rows.count();
  for (size_t c = 0; c < columns.size(); ++c) {
    record::TextColumnBuilder builder(columns[c].name);
    builder.reserve(rows.count());
    for (size_t r = 0; r < rows.count(); ++r) builder.add(rows.values[r * rows.width + c]);
    input.columns.push_back({columns[c].kind, builder.finish()});
  }
  input.source_names = {"records"};
  input.source_of_record.assign(rows.count(), 0);
  return input;
}

/// Calls `take` with the keys of each different word of a text.
template <typename Take>
void each_word_key(std::string_view text, Take take) {
  std::vector<uint64_t> keys;
  for (size_t from = 0; from < text.size();) {
    const size_t to = std::min(text.find(' ', from), text.size());
    if (to > from) keys.push_back(key_of_cut(text.substr(from, to - from)));
    from = to + 1;
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  for (const uint64_t key : keys) take(key);
}

bool holds(const std::vector<uint64_t>& ascending, uint64_t key) {
  return std::binary_search(ascending.begin(), ascending.end(), key);
}

}  // namespace

std::vector<uint64_t> base_keys(const FittedRule& rule, std::span<const uint16_t> columns,
                                std::span<const std::string_view> values) {
  uint64_t key = 1;
  std::string_view worded;
  bool words = false;
  for (size_t p = 0; p < rule.parts.size(); ++p) {
    const std::string_view text = values[columns[p]];
    if (rule.parts[p].cut == KeyCut::each_word) {
      words = true;
      worded = text;
    } else {
      key = join_keys(key, key_of_cut(cut_value(text, rule.parts[p])));
    }
  }
  if (key == 0) return {};
  if (!words) return {key};
  std::vector<uint64_t> keys;
  each_word_key(worded, [&](uint64_t word) { keys.push_back(join_keys(key, word)); });
  return keys;
}

uint64_t finer_key(uint64_t key, const KeyPart& part, std::pair<size_t, std::string_view> at) {
  const uint64_t finer = key_of_cut(cut_value(at.second, part));
  return finer == 0 ? 0 : hash_mix(key, hash_mix(finer, at.first)) | 1;
}

void fix_words(pairs::PairColumns& columns, const std::map<std::string, FittedWords>& fitted) {
  for (pairs::PairColumn& column : columns.columns) {
    if (column.tokens.offsets.empty()) continue;
    const auto found = fitted.find(column.name);
    if (found == fitted.end()) continue;
    const FittedWords& words = found->second;
    for (uint32_t token = 1; token < column.tokens.weights.size(); ++token) {
      const auto known = words.weights.find(column.tokens.words[token]);
      column.tokens.weights[token] =
          known.empty() ? static_cast<float>(std::log(std::max(1.2, words.rows))) : known[0];
    }
  }
}

struct FittedModel::Ready {
  FittedParts parts;
  std::vector<FittedColumn> columns;  // with those that follow
  std::vector<uint64_t> name_hashes;  // by column
  std::vector<ReadyRule> rules;
  double weight_min = 0;

  explicit Ready(FittedParts of) : parts(std::move(of)) {
    LinkInput input = input_of(parts.columns, {parts.columns.size(), {}});
    add_derived_columns(input);
    pairs::PairColumns bound;
    for (const LinkColumn& column : input.columns) {
      columns.push_back({column.column.name, column.kind});
      name_hashes.push_back(hash_bytes(column.column.name));
      bound.columns.emplace_back().name = column.column.name;
    }
    for (ModelComparison& comparison : parts.model.comparisons) {
      for (ModelLevel& level : comparison.levels) {
        level.condition = read_condition(level.sql, bound);
      }
    }
    for (const FittedRule& rule : parts.rules) {
      ReadyRule ready{&rule, {}, {}};
      for (const KeyPart& part : rule.parts) ready.columns.push_back(*bound.find(part.column));
      for (const KeyPart& part : rule.finer) {
        ready.finer_columns.push_back(*bound.find(part.column));
      }
      rules.push_back(std::move(ready));
    }
    weight_min = weight_of(std::clamp(parts.threshold, kProbabilityMin, 1 - kProbabilityMin));
  }

  /// The model over some columns. These get their words and dates prepared.
  pairs::ScoreModel score_model(pairs::PairColumns& of) const {
    pairs::ScoreModel score = make_score_model(parts.model, of);
    score.order = parts.order;
    pairs::prepare_columns(of, score);
    fix_words(of, parts.words);
    return score;
  }

  /// Records as columns of their own; frequencies are those of the model.
  pairs::PairColumns pair_columns(const ValueRows& rows) const;
  std::vector<uint64_t> keys_of_rule(const ReadyRule& ready,
                                     std::span<const std::string_view> values) const;
  pairs::RuleKeys keys_of_rows(const ReadyRule& rule, const pairs::PairColumns& of) const;
  ScoredPairs score_pairs(const UniqueRows& rows, const pairs::ScoreModel& score,
                          RunContext& run) const;
};

FittedModel::FittedModel(FittedParts parts)
    : ready_(std::make_unique<const Ready>(std::move(parts))) {}

FittedModel::~FittedModel() = default;

const FittedParts& FittedModel::parts() const noexcept { return ready_->parts; }

std::optional<size_t> FittedModel::find(std::string_view name) const noexcept {
  for (size_t i = 0; i < ready_->parts.columns.size(); ++i) {
    if (ready_->parts.columns[i].name == name) return i;
  }
  return std::nullopt;
}

const std::vector<FittedColumn>& FittedModel::columns() const noexcept { return ready_->columns; }

size_t FittedModel::width() const noexcept { return ready_->columns.size(); }

double FittedModel::edge_weight_min() const noexcept { return ready_->weight_min; }

std::vector<std::string> FittedModel::complete(std::vector<std::string> values) const {
  NEWLYN_CHECK(values.size() == ready_->parts.columns.size(), "a record has one value a column",
               values.size());
  // Most columns have no part in what follows, and this is asked of every record.
  std::vector<FittedColumn> columns;
  ValueRows rows;
  for (size_t c = 0; c < values.size(); ++c) {
    if (!is_derived_from(ready_->parts.columns[c].name)) continue;
    columns.push_back(ready_->parts.columns[c]);
    rows.values.emplace_back(values[c]);
  }
  rows.width = columns.size();
  LinkInput input = input_of(columns, rows);
  input.record_count = 1;
  add_derived_columns(input);
  for (size_t c = columns.size(); c < input.columns.size(); ++c) {
    values.emplace_back(input.columns[c].column.text(0));
  }
  return values;
}

ContentHash FittedModel::content_hash(std::span<const std::string_view> values) const {
  ContentHash hash;
  for (size_t c = 0; c < values.size(); ++c) {
    hash.add(values[c].empty() ? ContentHash()
                               : ContentHash::of_value(values[c], ready_->name_hashes[c]));
  }
  return hash;
}

std::vector<uint64_t> FittedModel::Ready::keys_of_rule(
    const ReadyRule& ready, std::span<const std::string_view> values) const {
  const FittedRule& rule = *ready.rule;
  std::vector<uint64_t> found;
  for (const uint64_t key : base_keys(rule, ready.columns, values)) {
    if (!holds(rule.split, key)) {
      found.push_back(key);
      continue;
    }
    for (size_t p = 0; p < rule.finer.size(); ++p) {
      const uint64_t finer = finer_key(key, rule.finer[p], {p, values[ready.finer_columns[p]]});
      if (finer != 0 && !holds(rule.dropped, finer)) found.push_back(finer);
    }
  }
  return found;
}

std::vector<uint64_t> FittedModel::keys(std::span<const std::string_view> values) const {
  std::vector<uint64_t> all;
  for (size_t i = 0; i < ready_->rules.size(); ++i) {
    for (const uint64_t key : ready_->keys_of_rule(ready_->rules[i], values)) {
      all.push_back(hash_mix(key, i + 1));
    }
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

pairs::PairColumns FittedModel::Ready::pair_columns(const ValueRows& rows) const {
  pairs::PairColumns made;
  made.row_count = made.record_count = rows.count();
  for (size_t c = 0; c < rows.width; ++c) {
    record::ValueIndex index;
    pairs::PairColumn& column = made.columns.emplace_back();
    column.name = columns[c].name;
    for (size_t r = 0; r < rows.count(); ++r) {
      column.codes.push_back(index.code_of(rows.values[r * rows.width + c]));
    }
    column.values = index.take();
    // What is counted here is never used.
    column.counts.assign(column.values.value_count() + 1, 1);
  }
  made.pack_rows();
  return made;
}

std::vector<double> FittedModel::weights_of(
    const ValueRows& rows, std::span<const std::pair<uint32_t, uint32_t>> pairs) const {
  if (pairs.empty()) return {};
  pairs::PairColumns columns = ready_->pair_columns(rows);
  const pairs::ScoreModel score = ready_->score_model(columns);
  std::vector<ContentHash> hashes;
  for (size_t row = 0; row < rows.count(); ++row) hashes.push_back(content_hash(rows.row(row)));
  std::vector<pairs::RowPair> ordered;
  for (const auto& [left, right] : pairs) {
    // The way round in which a full run compares them.
    const bool turned = hashes[right] < hashes[left];
    ordered.push_back(turned ? pairs::RowPair{right, left} : pairs::RowPair{left, right});
  }
  std::vector<double> weights(ordered.size());
  pairs::PairScorer(columns, score).weights_of(ordered, weights);
  return weights;
}

std::vector<double> FittedModel::weights_of_first(const ValueRows& rows) const {
  std::vector<std::pair<uint32_t, uint32_t>> pairs;
  for (uint32_t other = 1; other < rows.count(); ++other) pairs.emplace_back(0, other);
  return weights_of(rows, pairs);
}

PairEvidence FittedModel::evidence(const ValueRows& pair) const {
  NEWLYN_CHECK(pair.count() == 2, "two records are taken apart", pair.count());
  pairs::PairColumns columns = ready_->pair_columns(pair);
  const pairs::ScoreModel score = ready_->score_model(columns);
  const bool turned = content_hash(pair.row(1)) < content_hash(pair.row(0));
  const pairs::RowPair rows = turned ? pairs::RowPair{1, 0} : pairs::RowPair{0, 1};
  pairs::PairScorer scorer(columns, score);
  std::vector<uint8_t> levels(score.comparisons.size());
  scorer.levels(rows, levels);
  PairEvidence evidence;
  evidence.prior_weight = score.prior_match - std::log2(1 - parts().model.prior);
  evidence.total_weight = scorer.weight(rows, levels);
  double sum = evidence.prior_weight;
  for (size_t c = 0; c < levels.size(); ++c) {
    const ModelComparison& comparison = parts().model.comparisons[c];
    const ModelLevel& level = comparison.levels[levels[c]];
    const auto last = static_cast<int>(comparison.levels.size()) - 1;
    const double weight = scorer.part(rows, c, levels[c]);
    sum += weight;
    evidence.parts.push_back(
        {comparison.name, level.label, level.is_null ? -1 : last - levels[c], weight});
  }
  evidence.household_weight = evidence.total_weight - sum;
  return evidence;
}

/// The keys of all rows under one rule.
pairs::RuleKeys FittedModel::Ready::keys_of_rows(const ReadyRule& rule,
                                                 const pairs::PairColumns& of) const {
  std::vector<std::string_view> values(columns.size());
  pairs::RuleKeys keys;
  keys.keys.reserve(of.row_count);
  keys.offsets.reserve(of.row_count + 1);
  keys.offsets.push_back(0);
  for (pairs::Row row = 0; row < of.row_count; ++row) {
    for (const std::vector<uint16_t>* places : {&rule.columns, &rule.finer_columns}) {
      for (const uint16_t c : *places) values[c] = of.columns[c].values[of.columns[c].codes[row]];
    }
    const std::vector<uint64_t> found = keys_of_rule(rule, values);
    keys.keys.insert(keys.keys.end(), found.begin(), found.end());
    keys.offsets.push_back(static_cast<uint32_t>(keys.keys.size()));
  }
  return pairs::one_key_each(std::move(keys));
}

ScoredPairs FittedModel::Ready::score_pairs(const UniqueRows& rows, const pairs::ScoreModel& score,
                                            RunContext& run) const {
  std::vector<std::optional<pairs::RuleBlocks>> made(rules.size());
  parallel_ranges(rules.size(), 1, [&](size_t i, size_t) {
    run.check_stop();
    made[i].emplace(keys_of_rows(rules[i], rows.columns), pairs::PairScope{});
  });
  pairs::PairBlocks blocks{{}};
  for (std::optional<pairs::RuleBlocks>& rule : made) blocks.add(std::move(*rule));
  blocks.pack_rows();
  return score_candidates({blocks, rows.columns, score, weight_min}, run);
}

namespace {

/// Drops what parts records that nothing joins. It says nothing, but it would part equal records,
/// which are then weighed otherwise; and a run over some of the records would not know of it.
void drop_idle_judgements(LinkInput& input, const UniqueRows& rows,
                          const std::vector<TaskEdges>& edges) {
  const auto parts = [](const Judgement& judgement) { return !judgement.same; };
  if (std::none_of(input.judgements.begin(), input.judgements.end(), parts)) return;
  std::vector<uint32_t> row_of_record(input.record_count);
  for (uint32_t row = 0; row < rows.columns.row_count; ++row) {
    for (const uint32_t record : rows.records_of(row)) row_of_record[record] = row;
  }
  Roots roots(rows.columns.row_count);
  for (const TaskEdges& task : edges) {
    for (const RowEdge& edge : task.edges) roots.join(edge.left, edge.right);
  }
  for (const Judgement& judgement : input.judgements) {
    if (parts(judgement)) continue;
    roots.join(row_of_record[judgement.left], row_of_record[judgement.right]);
  }
  std::erase_if(input.judgements, [&](const Judgement& judgement) {
    return parts(judgement) &&
           roots.root(row_of_record[judgement.left]) != roots.root(row_of_record[judgement.right]);
  });
}

}  // namespace

ClusteredRecords FittedModel::cluster(const ClusterRecords& records, RunContext& run) const {
  LinkInput input = input_of(ready_->columns, records.rows);
  input.record_ids = records.record_ids;
  input.vetoes = records.vetoes;
  input.judgements = records.judgements;
  // Clusters of a few records must not depend on whether others have limits.
  if (input.vetoes.empty()) {
    input.vetoes.push_back({"nothing", std::vector<uint32_t>(input.record_count, 0)});
  }
  const LinkRequest request;
  UniqueRows rows = make_unique_rows(input, request);
  const pairs::ScoreModel score = ready_->score_model(rows.columns);
  const ScoredPairs scored = ready_->score_pairs(rows, score, run);
  const std::vector<TaskEdges>& edges = scored.edges_of_task;
  drop_idle_judgements(input, rows, edges);
  RecordClusters clusters(input, request, rows, score);
  clusters.know_spreads(ready_->parts.model);
  ClusteredRecords clustered;
  clustered.pair_count = scored.pair_count;
  clustered.cluster_of_record = clusters.at(edges, ready_->weight_min, run);
  for (const TaskEdges& task : edges) {
    for (const RowEdge& edge : task.edges) {
      clustered.edges.push_back(
          {rows.records_of(edge.left)[0], rows.records_of(edge.right)[0], edge.weight, task.rule});
    }
  }
  return clustered;
}

}  // namespace newlyn::linkage
