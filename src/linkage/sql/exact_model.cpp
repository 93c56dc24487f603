// SPDX-License-Identifier: MIT
// Compiles given models. Meaning of levels, weights and term frequencies: Splink 5,
// https://moj-analytical-services.github.io/splink/
#include "linkage/sql/exact_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>

#include "base/error.h"
#include "linkage/model/term_tables.h"

namespace newlyn::linkage {
namespace {

using pairs::Condition;

constexpr double kProbabilityMin = 1e-300;

/// What untrained levels are taken to be, counted from the last level up: nearly all matches in
/// the first level, and weights that rise evenly from -5 to 3 and then 10.
struct Untrained {
  std::vector<double> m;
  std::vector<double> u;

  explicit Untrained(size_t levels) : m(levels, 1), u(levels, 1) {
    constexpr double kFirst = 0.95;
    constexpr double kWeightFirst = 10;
    constexpr double kWeightLow = -5;
    constexpr double kWeightHigh = 3;
    if (levels < 2) return;
    for (size_t i = 0; i < levels; ++i) {
      const bool first = i + 1 == levels;
      m[i] = first ? kFirst : (1 - kFirst) / static_cast<double>(levels - 1);
      const double step =
          levels > 2 ? (kWeightHigh - kWeightLow) / static_cast<double>(levels - 2) : 0;
      const double weight = first ? kWeightFirst : kWeightLow + step * static_cast<double>(i);
      u[i] = m[i] / std::exp2(weight);
    }
  }
};

/// True for a condition that holds when the values of `column` are equal, and for no other reason.
bool is_equality_of(const Condition& condition, uint16_t column) {
  if (condition.kind == Condition::Kind::all_of) {
    return !condition.parts.empty() &&
           std::all_of(condition.parts.begin(), condition.parts.end(),
                       [&](const Condition& part) { return is_equality_of(part, column); });
  }
  return condition.kind == Condition::Kind::at_least && condition.bound == 1 &&
         condition.feature.measure == pairs::Measure::equal && condition.feature.left == column &&
         condition.feature.right == column;
}

/// The first level that holds when the values of `column` are equal; null when there is none.
const pairs::Level* equality_level(const std::vector<pairs::Level>& levels, uint16_t column) {
  const auto found = std::find_if(levels.begin(), levels.end(), [&](const pairs::Level& level) {
    return is_equality_of(level.condition, column);
  });
  return found == levels.end() ? nullptr : &*found;
}

/// The columns an expression reads, written as trees over one record.
std::set<std::string> columns_read(const SqlTree& tree) {
  std::set<std::string> reads;
  if (tree.is_null()) return reads;
  each_column(tree, [&](const SqlTree& reference) { reads.insert(one_sided(reference).dump()); });
  return reads;
}

}  // namespace

std::shared_ptr<const ModelSql> parse_model(store::Store& store, const Model& model) {
  auto sql = std::make_shared<ModelSql>();
  std::vector<SqlSource> sources;
  const bool spark = model.dialect == "spark";
  for (const ModelComparison& comparison : model.comparisons) {
    for (size_t l = 0; l < comparison.levels.size(); ++l) {
      const ModelLevel& level = comparison.levels[l];
      const std::string place = fmt::format("level {} of {}", l + 1, comparison.name);
      if (!is_otherwise(level.sql)) sources.push_back({level.sql, place, spark});
    }
  }
  for (size_t r = 0; r < model.rules.size(); ++r) {
    if (!model.rules[r].exploded.empty()) continue;
    const bool rule_spark = spark || model.rules[r].dialect == "spark";
    sources.push_back({model.rules[r].sql, fmt::format("blocking rule {}", r + 1), rule_spark});
  }
  const std::vector<SqlTree> trees = parse_expressions(store, sources);
  size_t next = 0;
  for (const ModelComparison& comparison : model.comparisons) {
    sql->levels.emplace_back();
    sql->terms.emplace_back();
    for (const ModelLevel& level : comparison.levels) {
      sql->levels.back().push_back(is_otherwise(level.sql) ? SqlTree() : trees[next++]);
      sql->terms.back().push_back(
          level.term_column.empty() ? SqlTree() : column_named(term_name(level.term_column)));
    }
  }
  for (const BlockingRule& rule : model.rules) {
    sql->rules.push_back(rule.exploded.empty() ? trees[next++] : SqlTree());
  }
  return sql;
}

ExactModel::ExactModel(RecordTable table, const Model& model, std::shared_ptr<const ModelSql> sql)
    : table_(table), sql_(sql ? std::move(sql) : parse_model(table.store, model)), columns_(table) {
  do {
    collect();
  } while (!columns_.load(values_));
}

ExactModel::~ExactModel() = default;

void ExactModel::collect() {
  for (size_t c = 0; c < sql_->levels.size(); ++c) {
    std::set<std::string> reads;
    for (const SqlTree& tree : sql_->levels[c]) {
      if (tree.is_null()) continue;
      reads.merge(columns_read(tree));
      collect_record_columns(tree, columns_);
      each_column(tree, [&](const SqlTree& reference) {
        if (column_of(reference)) return;
        throw Error(Code::model_invalid,
                    fmt::format("The model's comparison {} reads \"{}\", which is a column of "
                                "neither record. End it in _l or _r in the model.",
                                c + 1, reference["column_names"][0].get<std::string>()));
      });
    }
    // Outcomes that follow from one column are remembered by its values.
    if (reads.size() == 1) columns_.place_of(SqlTree::parse(*reads.begin()));
    for (const SqlTree& tree : sql_->terms[c]) {
      if (!tree.is_null()) columns_.place_of(tree);
    }
  }
  for (const SqlTree& tree : sql_->rules) {
    if (!tree.is_null()) collect_record_columns(tree, columns_);
  }
}

void ExactModel::keep_terms(const pairs::PairColumns& rows, Model& model) const {
  for (size_t c = 0; c < model.comparisons.size(); ++c) {
    for (size_t l = 0; l < model.comparisons[c].levels.size(); ++l) {
      if (sql_->terms[c][l].is_null()) continue;
      const std::string& column = model.comparisons[c].levels[l].term_column;
      linkage::keep_terms(rows.columns[*columns_.find(sql_->terms[c][l])], rows.record_count,
                          column, model);
    }
  }
}

void ExactModel::fill(pairs::PairColumns& rows) const {
  for (uint16_t place = 0; place < columns_.size(); ++place) {
    fill_values(columns_[place], rows.columns[place]);
  }
}

uint16_t ExactModel::depends_on(size_t comparison) const {
  std::set<std::string> reads;
  for (const SqlTree& tree : sql_->levels[comparison]) reads.merge(columns_read(tree));
  if (reads.size() != 1) return pairs::kNoMemory;
  return columns_.find(SqlTree::parse(*reads.begin())).value_or(pairs::kNoMemory);
}

pairs::ScoreModel ExactModel::compile(const pairs::PairColumns& rows, Model& model) {
  ConditionCompiler compiler(table_.store, columns_, rows.columns);
  pairs::ScoreModel score;
  for (size_t c = 0; c < model.comparisons.size(); ++c) {
    ModelComparison& comparison = model.comparisons[c];
    pairs::Comparison scored;
    scored.name = comparison.name;
    scored.depends_on = depends_on(c);
    for (size_t l = 0; l < comparison.levels.size(); ++l) {
      ModelLevel& level = comparison.levels[l];
      pairs::Level outcome;
      compiler.set_place(fmt::format("level {} of {}", l + 1, comparison.name));
      level.condition = sql_->levels[c][l].is_null() ? Condition::otherwise()
                                                     : compiler.compile(sql_->levels[c][l]);
      outcome.condition = level.condition;
      outcome.is_null = level.is_null;
      scored.levels.push_back(std::move(outcome));
    }
    score.comparisons.push_back(std::move(scored));
  }
  for (const SqlTree& tree : sql_->rules) {
    compiler.set_place(fmt::format("blocking rule {}", rules_.size() + 1));
    rules_.push_back(tree.is_null() ? ExactRule() : compile_rule(tree, compiler));
    score.filters.push_back(rules_.back().filter);
  }
  foreign_ = compiler.foreign();
  answers_ = std::make_unique<ForeignAnswers>(table_, columns_, rows);
  for (size_t i = 0; i < foreign_.size(); ++i) {
    score.foreign.push_back(answers_->condition(foreign_[i], i));
  }
  weigh(model, rows, score);
  return score;
}

void ExactModel::weigh(const Model& model, const pairs::PairColumns& rows,
                       pairs::ScoreModel& score) const {
  score.prior_match = std::log2(model.prior);
  score.prior_random = std::log2(1 - model.prior);
  for (size_t c = 0; c < model.comparisons.size(); ++c) {
    const std::vector<ModelLevel>& levels = model.comparisons[c].levels;
    const auto weighed = static_cast<size_t>(std::count_if(
        levels.begin(), levels.end(), [](const ModelLevel& level) { return !level.is_null; }));
    const Untrained untrained(weighed);
    size_t from_last = weighed;
    for (size_t l = 0; l < levels.size(); ++l) {
      if (levels[l].is_null) continue;
      --from_last;
      const double m = std::max(levels[l].m.value_or(untrained.m[from_last]), kProbabilityMin);
      const double u = std::max(levels[l].u.value_or(untrained.u[from_last]), kProbabilityMin);
      score.comparisons[c].levels[l].weights = {std::log2(m), std::log2(u), std::log2(u)};
    }
  }
  set_terms(model, rows, score);
  pairs::complete_model(score);
}

void ExactModel::set_terms(const Model& model, const pairs::PairColumns& rows,
                           pairs::ScoreModel& score) const {
  for (size_t c = 0; c < model.comparisons.size(); ++c) {
    const ModelComparison& comparison = model.comparisons[c];
    for (size_t l = 0; l < comparison.levels.size(); ++l) {
      const ModelLevel& level = comparison.levels[l];
      const bool applies =
          !sql_->terms[c][l].is_null() && !level.is_null && !sql_->levels[c][l].is_null();
      if (!applies || level.term_weight == 0) continue;
      pairs::TermFrequency term;
      const uint16_t column = *columns_.find(sql_->terms[c][l]);
      term.column = column;
      term.weight = level.term_weight;
      term.minimum = level.term_minimum;
      const auto& outcomes = score.comparisons[c].levels;
      const pairs::Level* reference =
          level.exact_reference ? equality_level(outcomes, column) : &outcomes[l];
      if (reference == nullptr) {
        throw Error(Code::model_invalid,
                    fmt::format("The model cannot be used: level {} of {} is weighed by the "
                                "frequency of {}, but no level of it tests whether that is equal. "
                                "Add such a level, or set \"disable_tf_exact_match_detection\".",
                                l + 1, comparison.name, level.term_column));
      }
      term.reference = reference->weights.random;
      term.shares = term_shares(model, level.term_column, rows.columns[column], {0, 0});
      score.comparisons[c].levels[l].term = term;
    }
  }
}

std::vector<PlainColumn> ExactModel::plain_columns() const {
  std::vector<PlainColumn> plain;
  for (uint16_t place = 0; place < columns_.size(); ++place) {
    const RecordColumn& column = columns_[place];
    if (!is_class(column.tree, "COLUMN_REF") || column.kind == ValueKind::list) continue;
    plain.push_back({place, column.sql, column.kind == ValueKind::text});
  }
  return plain;
}

std::vector<bool> ExactModel::comparisons_read_by(size_t rule) const {
  const std::set<std::string> of_rule = columns_read(sql_->rules[rule]);
  std::vector<bool> read;
  for (const std::vector<SqlTree>& levels : sql_->levels) {
    bool any = false;
    for (const SqlTree& tree : levels) {
      for (const std::string& column : columns_read(tree)) any |= of_rule.contains(column);
    }
    read.push_back(any);
  }
  return read;
}

std::vector<std::string> ExactModel::foreign_words() const {
  std::vector<std::string> words;
  for (const ForeignSql& foreign : foreign_) words.push_back(foreign.words);
  return words;
}

}  // namespace newlyn::linkage
