// SPDX-License-Identifier: MIT
// Measures on the records at hand whatever a trained model leaves open.
#include <algorithm>
#include <unordered_map>

#include "base/error.h"
#include "base/limits.h"
#include "linkage/blocking/candidate_rules.h"
#include "linkage/blocking/key_table.h"
#include "linkage/blocking/refinement.h"
#include "linkage/encoding/derived_columns.h"
#include "linkage/encoding/unique_rows.h"
#include "linkage/fitted/fitted_scores.h"
#include "linkage/fitted/model_version.h"
#include "linkage/fitted_model.h"
#include "linkage/model/condition_sql.h"
#include "linkage/model/term_tables.h"
#include "linkage/training/train.h"
#include "pairs/score_plan.h"

namespace newlyn::linkage {
namespace {

using KeyCounts = std::unordered_map<uint64_t, uint32_t>;

std::vector<uint64_t> large_keys(const KeyCounts& counts) {
  std::vector<uint64_t> large;
  for (const auto& [key, count] : counts) {
    if (count > limits::kBlockRowsMax) large.push_back(key);
  }
  std::sort(large.begin(), large.end());
  return large;
}

class Fit {
 public:
  Fit(LinkInput input, const FitRequest& request);
  std::shared_ptr<const FittedModel> fit();

 private:
  void bind();
  void keep_all_terms();
  void keep_words();
  void split_blocks();
  void split_blocks_of(FittedRule& rule);
  void set_order();
  std::span<const std::string_view> values_of(pairs::Row row);

  FittedParts parts_;
  UniqueRows rows_;
  std::vector<record::FieldKind> kinds_;
  std::unique_ptr<KeyTable> table_;
  std::vector<uint16_t> split_parts_;  // places in the table that large blocks may be split by
  std::vector<std::string_view> values_;
};

Fit::Fit(LinkInput input, const FitRequest& request) {
  parts_.model = request.model;
  parts_.threshold = request.threshold;
  for (const LinkColumn& column : input.columns) {
    parts_.columns.push_back({column.column.name, column.kind});
  }
  add_derived_columns(input);
  for (const LinkColumn& column : input.columns) kinds_.push_back(column.kind);
  rows_ = make_unique_rows(input, {});
  values_.resize(kinds_.size());
  table_ = std::make_unique<KeyTable>(rows_.columns);
}

std::shared_ptr<const FittedModel> Fit::fit() {
  bind();
  keep_all_terms();
  set_order();
  keep_words();
  split_blocks();
  parts_.version = version_of(parts_);
  return std::make_shared<FittedModel>(std::move(parts_));
}

void Fit::bind() {
  for (ModelComparison& comparison : parts_.model.comparisons) {
    for (ModelLevel& level : comparison.levels) {
      level.condition = read_condition(level.sql, rows_.columns);
    }
  }
}

void Fit::keep_all_terms() {
  for (const ModelComparison& comparison : parts_.model.comparisons) {
    for (const ModelLevel& level : comparison.levels) {
      if (level.term_column.empty()) continue;
      const auto column = rows_.columns.find(level.term_column);
      if (!column) {
        throw Error(Code::model_invalid,
                    "The model weighs the column \"" + level.term_column +
                        "\" by frequency, which the records do not have. Add the column.");
      }
      keep_terms(rows_.columns.columns[*column], rows_.columns.record_count, level.term_column,
                 parts_.model);
    }
  }
}

/// The order in which a run over these records would add up.
void Fit::set_order() {
  const pairs::ScoreModel score = make_score_model(parts_.model, rows_.columns);
  pairs::prepare_columns(rows_.columns, score);
  parts_.order = pairs::ScorePlan(rows_.columns, score).order();
}

void Fit::keep_words() {
  for (const pairs::PairColumn& column : rows_.columns.columns) {
    if (column.tokens.offsets.empty()) continue;
    FittedWords& words = parts_.words[column.name];
    for (size_t code = 1; code < column.counts.size(); ++code) words.rows += column.counts[code];
    for (uint32_t token = 1; token < column.tokens.weights.size(); ++token) {
      words.weights.emplace(column.tokens.words[token], column.tokens.weights[token]);
    }
  }
}

std::span<const std::string_view> Fit::values_of(pairs::Row row) {
  for (size_t c = 0; c < values_.size(); ++c) {
    const pairs::PairColumn& column = rows_.columns.columns[c];
    values_[c] = column.values[column.codes[row]];
  }
  return values_;
}

void Fit::split_blocks() {
  for (const BlockingRule& rule : parts_.model.rules) {
    FittedRule fitted;
    fitted.parts = read_rule(rule.sql);
    for (const KeyPart& part : fitted.parts) table_->add(part);
    parts_.rules.push_back(std::move(fitted));
  }
  // The same parts as a run splits by.
  candidate_rules(rows_.columns, kinds_, *table_);
  for (uint16_t part = 0; part < table_->part_count(); ++part) split_parts_.push_back(part);
  for (FittedRule& rule : parts_.rules) split_blocks_of(rule);
}

void Fit::split_blocks_of(FittedRule& rule) {
  PartList list;
  std::vector<uint16_t> columns;
  for (const KeyPart& part : rule.parts) {
    list.push_back(table_->add(part));
    columns.push_back(table_->column_of(list.back()));
  }
  KeyCounts counts;
  for (pairs::Row row = 0; row < rows_.columns.row_count; ++row) {
    for (const uint64_t key : base_keys(rule, columns, values_of(row))) ++counts[key];
  }
  rule.split = large_keys(counts);
  const bool words = std::any_of(rule.parts.begin(), rule.parts.end(),
                                 [](const KeyPart& part) { return part.cut == KeyCut::each_word; });
  // A word that so many rows hold says nothing: the rows keep their other words.
  if (words || rule.split.empty()) return;
  std::vector<std::pair<pairs::Row, uint64_t>> large;
  std::vector<pairs::Row> rows;
  for (pairs::Row row = 0; row < rows_.columns.row_count; ++row) {
    for (const uint64_t key : base_keys(rule, columns, values_of(row))) {
      if (counts[key] <= limits::kBlockRowsMax) continue;
      large.emplace_back(row, key);
      rows.push_back(row);
    }
  }
  const std::vector<uint16_t> finer =
      splitting_parts(rows, list, {*table_, split_parts_, limits::kBlockRowsMax});
  for (const uint16_t part : finer) rule.finer.push_back(table_->part(part));
  KeyCounts finer_counts;
  for (const auto& [row, key] : large) {
    const std::span<const std::string_view> values = values_of(row);
    for (size_t p = 0; p < finer.size(); ++p) {
      const uint64_t found =
          finer_key(key, rule.finer[p], {p, values[table_->column_of(finer[p])]});
      if (found != 0) ++finer_counts[found];
    }
  }
  rule.dropped = large_keys(finer_counts);
}

}  // namespace

std::shared_ptr<const FittedModel> fit_model(LinkInput input, const FitRequest& request) {
  if (request.model.raw_columns || input.record_count == 0) {
    throw Error(Code::model_invalid,
                "Only a model over the standard columns can be fitted, and only to records. Train "
                "one by linking the sources without --model.");
  }
  return Fit(std::move(input), request).fit();
}

}  // namespace newlyn::linkage
