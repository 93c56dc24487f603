// SPDX-License-Identifier: MIT
// Measures on the records at hand whatever a trained model leaves open.
#include <algorithm>

#include "base/error.h"
#include "base/limits.h"
#include "base/threads.h"
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
#include "linkage/training/name_classes.h"
#include "linkage/training/train.h"
#include "pairs/score_plan.h"

namespace newlyn::linkage {
namespace {

/// Keys that more rows have than a block may hold, ascending.
std::vector<uint64_t> large_keys(std::vector<uint64_t> keys) {
  std::sort(keys.begin(), keys.end());
  std::vector<uint64_t> large;
  for (size_t from = 0; from < keys.size();) {
    size_t to = from + 1;
    while (to < keys.size() && keys[to] == keys[from]) ++to;
    if (to - from > limits::kBlockRowsMax) large.push_back(keys[from]);
    from = to;
  }
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
  void split_blocks_of(FittedRule& rule, const PartList& parts) const;
  void set_order();

  FittedParts parts_;
  UniqueRows rows_;
  std::vector<record::FieldKind> kinds_;
  std::unique_ptr<KeyTable> table_;
  std::vector<uint16_t> split_parts_;  // places in the table that large blocks may be split by
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
  table_ = std::make_unique<KeyTable>(rows_.columns);
}

std::shared_ptr<const FittedModel> Fit::fit() {
  bind();
  if (parts_.model.names == nullptr) parts_.model.names = learn_name_classes(rows_.columns);
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
      words.weights.add(column.tokens.words[token], column.tokens.weights[token]);
    }
  }
}

void Fit::split_blocks() {
  std::vector<PartList> lists;
  for (const BlockingRule& rule : parts_.model.rules) {
    FittedRule fitted;
    fitted.parts = read_rule(rule.sql);
    PartList& list = lists.emplace_back();
    for (const KeyPart& part : fitted.parts) list.push_back(table_->add(part));
    parts_.rules.push_back(std::move(fitted));
  }
  // The same parts as a run splits by.
  candidate_rules(rows_.columns, kinds_, *table_);
  for (uint16_t part = 0; part < table_->part_count(); ++part) split_parts_.push_back(part);
  parallel_ranges(lists.size(), 1,
                  [&](size_t i, size_t) { split_blocks_of(parts_.rules[i], lists[i]); });
}

void Fit::split_blocks_of(FittedRule& rule, const PartList& parts) const {
  std::vector<uint16_t> columns;
  for (const uint16_t part : parts) columns.push_back(table_->column_of(part));
  std::vector<std::string_view> values(kinds_.size());
  const auto read = [&](pairs::Row row, std::span<const uint16_t> wanted) {
    for (const uint16_t c : wanted) {
      const pairs::PairColumn& column = rows_.columns.columns[c];
      values[c] = column.values[column.codes[row]];
    }
  };
  std::vector<std::pair<pairs::Row, uint64_t>> keyed;
  std::vector<uint64_t> keys;
  for (pairs::Row row = 0; row < rows_.columns.row_count; ++row) {
    read(row, columns);
    for (const uint64_t key : base_keys(rule, columns, values)) {
      keyed.emplace_back(row, key);
      keys.push_back(key);
    }
  }
  rule.split = large_keys(std::move(keys));
  const bool words = std::any_of(rule.parts.begin(), rule.parts.end(),
                                 [](const KeyPart& part) { return part.cut == KeyCut::each_word; });
  // A word that so many rows hold says nothing: the rows keep their other words.
  if (words || rule.split.empty()) return;
  std::erase_if(keyed, [&](const auto& at) {
    return !std::binary_search(rule.split.begin(), rule.split.end(), at.second);
  });
  std::vector<pairs::Row> rows;
  for (const auto& [row, key] : keyed) rows.push_back(row);
  const std::vector<uint16_t> finer =
      splitting_parts(rows, parts, {*table_, split_parts_, limits::kBlockRowsMax});
  std::vector<uint16_t> finer_columns;
  for (const uint16_t part : finer) {
    rule.finer.push_back(table_->part(part));
    finer_columns.push_back(table_->column_of(part));
  }
  std::vector<uint64_t> finer_keys;
  for (const auto& [row, key] : keyed) {
    read(row, finer_columns);
    for (size_t p = 0; p < finer.size(); ++p) {
      const uint64_t found = finer_key(key, rule.finer[p], {p, values[finer_columns[p]]});
      if (found != 0) finer_keys.push_back(found);
    }
  }
  rule.dropped = large_keys(std::move(finer_keys));
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
