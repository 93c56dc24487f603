// SPDX-License-Identifier: MIT
// Rules made of equalities, bound through a table of keys.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string_view>

#include "base/error.h"
#include "base/limits.h"
#include "linkage/blocking/block_census.h"
#include "linkage/blocking/candidate_rules.h"
#include "linkage/blocking/refinement.h"
#include "linkage/model/condition_sql.h"

namespace newlyn::linkage {
namespace {

constexpr size_t kColumnsNamed = 40;

/// A date's year and month are its first letters, and are called so when they come from SQL.
KeyCut meant_cut(const KeyPart& part) {
  if (part.cut != KeyCut::first_letters || part.column != "birth_date") return part.cut;
  if (part.length == 4) return KeyCut::year;
  return part.length == 7 ? KeyCut::month : part.cut;
}

std::string part_words(const KeyPart& part) {
  switch (meant_cut(part)) {
    case KeyCut::whole:
      return part.column;
    case KeyCut::first_letters:
      return part.length == 1 ? "first letter of " + part.column
                              : fmt::format("first {} letters of {}", part.length, part.column);
    case KeyCut::year:
      return "year of " + part.column;
    case KeyCut::month:
      return "year and month of " + part.column;
    case KeyCut::day_of_year:
      return "day and month of " + part.column;
    case KeyCut::each_word:
      return "a word of " + part.column;
  }
  return part.column;
}

/// The part of a value that is the key.
std::string cut_text(std::string_view value, const KeyPart& part) {
  switch (part.cut) {
    case KeyCut::whole:
    case KeyCut::each_word:
      return std::string(value);
    case KeyCut::first_letters:
      return std::string(value.substr(0, part.length));
    case KeyCut::year:
      return std::string(value.substr(0, 4));
    case KeyCut::month:
      return std::string(value.substr(0, 7));
    case KeyCut::day_of_year:
      return std::string(value.substr(value.size() < 5 ? 0 : 5));
  }
  return std::string(value);
}

/// The word that the rows of a block have in common; the first one's whole value when the block
/// does not show it.
std::string common_word(const pairs::PairColumn& column, std::span<const pairs::Row> rows) {
  const auto first = column.tokens.of(column.codes[rows[0]]);
  std::vector<uint32_t> common(first.begin(), first.end());
  for (const pairs::Row row : rows) {
    const auto words = column.tokens.of(column.codes[row]);
    std::erase_if(common, [&](uint32_t word) {
      return !std::binary_search(words.begin(), words.end(), word);
    });
  }
  if (common.empty()) return std::string(column.values[column.codes[rows[0]]]);
  return std::string(column.tokens.words[common[0]]);
}

}  // namespace

std::string rule_words(const std::vector<KeyPart>& parts) {
  std::string words;
  for (const KeyPart& part : parts) {
    words += (words.empty() ? "" : " and ") + part_words(part);
  }
  return words;
}

std::string rule_words(const std::string& sql) {
  try {
    return rule_words(read_rule(sql));
  } catch (const Error&) {
    return sql;
  }
}

PartList KeyRules::parts_of(const std::string& sql) {
  PartList rule;
  for (const KeyPart& part : read_rule(sql)) {
    if (!columns_.find(part.column)) {
      std::string known;
      for (size_t i = 0; i < std::min(columns_.columns.size(), kColumnsNamed); ++i) {
        known += (known.empty() ? "" : ", ") + columns_.columns[i].name;
      }
      throw Error(Code::model_invalid,
                  fmt::format("The blocking rule {} reads the column \"{}\", which is not there. "
                              "Columns that are: {}.",
                              sql, part.column, known.empty() ? "none" : known));
    }
    rule.push_back(table_.add(part));
  }
  return rule;
}

BlockKey KeyRules::key_of(const PartList& rule, std::span<const pairs::Row> rows) const {
  BlockKey key;
  for (const uint16_t index : rule) {
    const KeyPart& part = table_.part(index);
    const pairs::PairColumn& column = columns_.columns[table_.column_of(index)];
    key.emplace_back(part_words(part), part.cut == KeyCut::each_word
                                           ? common_word(column, rows)
                                           : cut_text(column.values[column.codes[rows[0]]], part));
  }
  return key;
}

std::vector<CountedRule> KeyRules::bind(const std::vector<BlockingRule>& rules,
                                        const pairs::PairScope& scope,
                                        const std::vector<record::FieldKind>* kinds) {
  std::vector<PartList> lists;
  for (const BlockingRule& rule : rules) lists.push_back(parts_of(rule.sql));
  // The parts that large blocks are split by come after those of the rules, as in a run.
  if (kinds != nullptr) candidate_rules(columns_, *kinds, table_);
  std::vector<uint16_t> all(table_.part_count());
  std::iota(all.begin(), all.end(), uint16_t{0});
  std::vector<CountedRule> bound;
  for (size_t i = 0; i < rules.size(); ++i) {
    CountedRule rule;
    rule.count.sql = rules[i].sql;
    rule.count.words = rule_words(rules[i].sql);
    rule.keys = table_.keys(lists[i]);
    rule.key_of = [this, list = lists[i]](std::span<const pairs::Row> rows) {
      return key_of(list, rows);
    };
    const bool large = pairs::RuleBlocks(rule.keys, scope).sizes().largest > limits::kBlockRowsMax;
    if (kinds != nullptr && large) {
      rule.split = rule.keys;
      rule.count.records_left_out =
          refine_large_blocks(*rule.split, lists[i], {table_, all, limits::kBlockRowsMax});
    }
    bound.push_back(std::move(rule));
  }
  return bound;
}

}  // namespace newlyn::linkage
