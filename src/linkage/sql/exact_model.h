// SPDX-License-Identifier: MIT
// A model made elsewhere, run as it is: its SQL compiled, its numbers untouched.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "linkage/linkage.h"
#include "linkage/sql/compile_condition.h"
#include "linkage/sql/foreign_sql.h"
#include "linkage/sql/model_sql.h"
#include "pairs/pair_blocks.h"

namespace newlyn::linkage {

/// Columns that have to be equal: one of the left record and one of the right, mostly the same.
struct KeyColumns {
  uint16_t left = 0;
  uint16_t right = 0;
};

/// A blocking rule made ready: which columns its keys are made of.
struct ExactRule {
  /// Rows that agree on all columns of one set are candidates. An empty set takes all rows.
  std::vector<std::vector<KeyColumns>> key_sets;
  /// The whole rule, where the keys alone say too little.
  pairs::Condition filter;
  bool has_filter = false;
};

/// A column of the records that a model reads as it stands.
struct PlainColumn {
  uint16_t place = 0;
  std::string name;  // as SQL
  bool is_text = false;
};

/// A given model over the records of one table.
class ExactModel {
 public:
  /// Loads what the model's SQL asks of single records; parses it where `sql` is null. Throws
  /// Error(model_invalid) for SQL that cannot be read or does not fit the table.
  ExactModel(RecordTable table, const Model& model, std::shared_ptr<const ModelSql> sql = nullptr);
  ~ExactModel();

  /// The values of every expression over one record, in the table's order; may be taken once.
  std::vector<record::TextColumn> take_values() { return std::move(values_); }
  /// Makes numbers and elements ready. `rows` has one column an expression, in the same places.
  void fill(pairs::PairColumns& rows) const;

  /// Compiles everything over `rows`, which must outlive this and stay as they are. Sets the
  /// conditions of the model's levels.
  pairs::ScoreModel compile(const pairs::PairColumns& rows, Model& model);

  /// Gives what was compiled over `rows` the numbers of `model`, which has the same comparisons.
  void weigh(const Model& model, const pairs::PairColumns& rows, pairs::ScoreModel& score) const;

  const std::vector<ExactRule>& rules() const noexcept { return rules_; }
  /// Keys of all rows under a rule that explodes arrays. Throws Error(model_invalid) for SQL that
  /// does not fit, and Error(resource_exhausted) where pairs would have to be held one by one and
  /// are more than `pairs_max`.
  pairs::RuleKeys exploded_keys(const pairs::PairColumns& rows, const BlockingRule& rule,
                                double pairs_max) const;
  /// Keys of all rows under a rule that does not explode arrays.
  pairs::RuleKeys keys(const pairs::PairColumns& rows, const ExactRule& rule) const;
  /// How many pairs a rule brings whose blocks have these sizes: fewer than the blocks hold where
  /// rows with two keys, one for each side, meet the wrong way round too.
  uint64_t pair_count(const pairs::PairColumns& rows, const ExactRule& rule,
                      const pairs::BlockSizes& sizes) const;

  /// The expression over one record behind a column, as SQL.
  const std::string& words_of(uint16_t column) const { return columns_[column].sql; }

  /// Adds the term frequencies of the rows to the model, for the columns it has none of.
  void keep_terms(const pairs::PairColumns& rows, Model& model) const;

  /// The columns that the model reads as they stand, in the order in which it names them.
  std::vector<PlainColumn> plain_columns() const;

  /// For each comparison, whether a rule reads a column that it reads too.
  std::vector<bool> comparisons_read_by(size_t rule) const;

  /// What DuckDB has to answer pair by pair, in the model's words.
  std::vector<std::string> foreign_words() const;

 private:
  void collect();
  void set_terms(const Model& model, const pairs::PairColumns& rows,
                 pairs::ScoreModel& score) const;
  ExactRule compile_rule(const SqlTree& tree, ConditionCompiler& compiler) const;
  bool key_set(const SqlTree& tree, std::vector<KeyColumns>& columns, bool& exact) const;
  void explode(const pairs::PairColumns& rows, const BlockingRule& rule) const;
  uint16_t depends_on(size_t comparison) const;

  RecordTable table_;
  std::shared_ptr<const ModelSql> sql_;
  RecordColumns columns_;
  std::vector<record::TextColumn> values_;
  std::vector<ExactRule> rules_;
  std::vector<ForeignSql> foreign_;
  std::unique_ptr<ForeignAnswers> answers_;
};

}  // namespace newlyn::linkage
