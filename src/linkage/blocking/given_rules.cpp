// SPDX-License-Identifier: MIT
// Binds given rules through the model's own SQL.
#include "linkage/blocking/given_rules.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "linkage/sql/record_order.h"

namespace newlyn::linkage {
namespace {

/// A model that compares nothing.
Model model_of(const std::vector<BlockingRule>& rules) {
  Model model;
  model.raw_columns = true;
  model.rules = rules;
  return model;
}

/// An expression over one record in words, where it is a column or the first letters of one.
std::string expression_words(const std::string& sql) {
  constexpr std::string_view kCut = "substr(";
  const bool is_cut = sql.starts_with(kCut);
  const std::string left =
      is_cut ? fmt::format("substr(l.{}", sql.substr(kCut.size())) : "l." + sql;
  const std::string right =
      is_cut ? fmt::format("substr(r.{}", sql.substr(kCut.size())) : "r." + sql;
  const std::string rule = fmt::format("{} = {}", left, right);
  const std::string words = rule_words(rule);
  return words == rule ? sql : words;
}

}  // namespace

GivenRules::GivenRules(const LinkInput& input, const std::vector<BlockingRule>& rules,
                       bool across_only)
    : table_{*input.store, input.table}, model_(model_of(rules)), exact_(table_, model_) {
  rows_ = order_records(input, exact_.take_values(), across_only);
  exact_.fill(rows_.columns);
  rows_.columns.pack_rows();
  filters_ = exact_.compile(rows_.columns, model_);
}

BlockKey GivenRules::key_of(const ExactRule& rule, std::span<const pairs::Row> rows) const {
  BlockKey key;
  if (rule.key_sets.size() != 1 || rule.key_sets[0].empty()) return key;
  for (const KeyColumns columns : rule.key_sets[0]) {
    // Where the sides differ, one value is not the key of all rows of a block.
    if (columns.left != columns.right) return {};
    // DuckDB writes the value: inside, dates are numbers.
    const std::string& sql = exact_.words_of(columns.left);
    const auto answer = table_.store.rows(
        fmt::format("SELECT CAST({} AS VARCHAR) FROM {} LIMIT 1 OFFSET {}", sql,
                    store::quote_name(table_.name), rows_.columns.record_of_row[rows[0]]));
    key.emplace_back(expression_words(sql), answer.rows[0][0].value_or(""));
  }
  return key;
}

std::vector<CountedRule> GivenRules::bind() const {
  std::vector<CountedRule> bound;
  for (size_t i = 0; i < model_.rules.size(); ++i) {
    const BlockingRule& given = model_.rules[i];
    const ExactRule& rule = exact_.rules()[i];
    CountedRule counted;
    counted.count.sql = given.sql;
    counted.count.words = rule_words(given.sql);
    counted.filtered = rule.has_filter;
    if (given.exploded.empty()) {
      counted.keys = exact_.keys(rows_.columns, rule);
      counted.key_of = [this, &rule](std::span<const pairs::Row> rows) {
        return key_of(rule, rows);
      };
    } else {
      counted.keys = exact_.exploded_keys(rows_.columns, given, LinkRequest().pairs_max);
    }
    bound.push_back(std::move(counted));
  }
  return bound;
}

}  // namespace newlyn::linkage
