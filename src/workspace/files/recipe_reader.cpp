// SPDX-License-Identifier: MIT
// Reads training recipes; whatever is not understood is told with its line.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <initializer_list>
#include <string_view>

#include "base/error.h"
#include "base/toml.h"
#include "record/field_kind.h"
#include "workspace/files/training_recipe.h"

namespace newlyn::workspace {
namespace {

using linkage::ModelLevel;

/// A level said in one word and a number: levenshtein = 1.
struct ShortForm {
  std::string_view key;
  std::string_view function;
  std::string_view order;
};

constexpr std::array<ShortForm, 9> kShortForms = {{
    {"levenshtein", "levenshtein", "<="},
    {"damerau_levenshtein", "damerau_levenshtein", "<="},
    {"date_distance", "newlyn_date_distance", "<="},
    {"jaro_winkler", "jaro_winkler_similarity", ">="},
    {"jaro", "jaro_similarity", ">="},
    {"jaccard", "jaccard", ">="},
    {"word_share", "newlyn_word_share", ">="},
    {"one_edit", "newlyn_one_edit", ">="},
    {"shares_word", "newlyn_shares_word", ">="},
}};

std::string equality_sql(const std::string& column) {
  return fmt::format("\"{0}_l\" = \"{0}_r\"", column);
}

/// One recipe; each member function reads one part.
class RecipeReader {
 public:
  explicit RecipeReader(const std::string& path)
      : path_(path), name_(std::filesystem::path(path).filename().string()) {}

  TrainingRecipeFile read();

 private:
  std::string place(const toml::node& node) const {
    return fmt::format("{} line {}", name_, node.source().begin.line);
  }
  [[noreturn]] void refuse(const toml::node& node, const std::string& what) const {
    throw Error(Code::model_invalid, fmt::format("{}: {}", place(node), what));
  }
  void check_keys(const toml::table& table, std::initializer_list<std::string_view> known) const;
  const toml::table* part(const toml::table& table, std::string_view key) const;
  std::string text(const toml::table& table, std::string_view key) const;
  std::optional<double> number(const toml::table& table, std::string_view key) const;
  std::optional<double> share(const toml::table& table, std::string_view key) const;
  std::optional<uint64_t> count(const toml::table& table, std::string_view key) const;
  bool flag(const toml::table& table, std::string_view key, bool otherwise) const;
  std::vector<linkage::WrittenRule> texts(const toml::table& table, std::string_view key) const;
  void read_columns(const toml::table& columns);
  void read_prior(const toml::table& prior);
  void read_training(const toml::table& training);
  void read_comparison(const toml::node& node);
  ModelLevel read_level(const toml::node& node, const std::string& column) const;
  std::string level_sql(const toml::table& table, const std::string& column) const;

  std::string path_;
  std::string name_;
  TrainingRecipeFile recipe_;
};

void RecipeReader::check_keys(const toml::table& table,
                              std::initializer_list<std::string_view> known) const {
  for (const auto& [key, node] : table) {
    if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
    refuse(node, fmt::format("\"{}\" is not understood here. Use one of: {}.", key.str(),
                             fmt::join(known, ", ")));
  }
}

const toml::table* RecipeReader::part(const toml::table& table, std::string_view key) const {
  const toml::node* node = table.get(key);
  if (node == nullptr) return nullptr;
  if (!node->is_table()) refuse(*node, fmt::format("{} is a part of its own: [{}].", key, key));
  return node->as_table();
}

std::string RecipeReader::text(const toml::table& table, std::string_view key) const {
  const toml::node* node = table.get(key);
  if (node == nullptr) return {};
  if (!node->is_string()) refuse(*node, fmt::format("{} wants a text in quotes.", key));
  return **node->as_string();
}

std::optional<double> RecipeReader::number(const toml::table& table, std::string_view key) const {
  const toml::node* node = table.get(key);
  if (node == nullptr) return std::nullopt;
  if (!node->is_number()) refuse(*node, fmt::format("{} wants a number.", key));
  return node->value<double>();
}

std::optional<double> RecipeReader::share(const toml::table& table, std::string_view key) const {
  const std::optional<double> value = number(table, key);
  if (value && !(*value > 0 && *value <= 1)) {
    refuse(*table.get(key),
           fmt::format("{} is {}, which is not a share. Give a number above 0 and at most 1; for "
                       "what never happens a small one, such as 0.000001.",
                       key, *value));
  }
  return value;
}

std::optional<uint64_t> RecipeReader::count(const toml::table& table, std::string_view key) const {
  const toml::node* node = table.get(key);
  if (node == nullptr) return std::nullopt;
  const auto value = node->value<int64_t>();
  if (!node->is_integer() || *value < 1) {
    refuse(*node, fmt::format("{} wants a whole number above 0.", key));
  }
  return static_cast<uint64_t>(*value);
}

bool RecipeReader::flag(const toml::table& table, std::string_view key, bool otherwise) const {
  const toml::node* node = table.get(key);
  if (node == nullptr) return otherwise;
  if (!node->is_boolean()) refuse(*node, fmt::format("{} wants true or false.", key));
  return **node->as_boolean();
}

std::vector<linkage::WrittenRule> RecipeReader::texts(const toml::table& table,
                                                      std::string_view key) const {
  std::vector<linkage::WrittenRule> list;
  const toml::node* node = table.get(key);
  if (node == nullptr) return list;
  const auto add = [&](const toml::node& one) {
    if (!one.is_string()) {
      refuse(one, fmt::format("{} wants texts in quotes: {} = [\"...\", \"...\"].", key, key));
    }
    list.push_back({**one.as_string(), place(one)});
  };
  if (const toml::array* array = node->as_array()) {
    for (const toml::node& one : *array) add(one);
  } else {
    add(*node);
  }
  return list;
}

void RecipeReader::read_columns(const toml::table& columns) {
  for (const auto& [kind, node] : columns) {
    if (!record::field_kind_named(kind.str())) {
      std::string known;
      for (const record::FieldKindRow& row : record::field_kinds()) {
        known += fmt::format("{}{}", known.empty() ? "" : ", ", row.name);
      }
      refuse(node, fmt::format("there is no kind of column called {}. Use one of: {}.", kind.str(),
                               known));
    }
    for (const linkage::WrittenRule& column : texts(columns, kind.str())) {
      recipe_.columns.emplace_back(kind.str(), column.sql);
    }
  }
}

void RecipeReader::read_prior(const toml::table& prior) {
  check_keys(prior, {"share_of_matches", "rules", "recall"});
  recipe_.wishes.prior = share(prior, "share_of_matches");
  recipe_.wishes.deterministic_rules = texts(prior, "rules");
  recipe_.wishes.recall = share(prior, "recall").value_or(1);
  if (recipe_.wishes.prior && *recipe_.wishes.prior >= 1) {
    refuse(*prior.get("share_of_matches"), "not all pairs can match. Give a share below 1.");
  }
  if (recipe_.wishes.prior && !recipe_.wishes.deterministic_rules.empty()) {
    refuse(*prior.get("rules"),
           "share_of_matches is given as well. Give the share, or rules that find it.");
  }
}

void RecipeReader::read_training(const toml::table& training) {
  check_keys(training, {"passes", "pass_pairs", "random_pairs", "labels", "label_column"});
  recipe_.wishes.passes = texts(training, "passes");
  recipe_.wishes.pass_pairs = count(training, "pass_pairs").value_or(0);
  recipe_.wishes.random_pairs = count(training, "random_pairs").value_or(0);
  recipe_.labels = text(training, "labels");
  recipe_.label_column = text(training, "label_column");
  const bool labelled = !recipe_.labels.empty() || !recipe_.label_column.empty();
  if (labelled && !recipe_.wishes.passes.empty()) {
    refuse(*training.get("passes"),
           "m is counted on the labels, so passes have nothing to do. Leave out one of the two.");
  }
}

std::string RecipeReader::level_sql(const toml::table& table, const std::string& column) const {
  std::vector<std::string> forms;
  if (table.contains("sql")) forms.push_back(text(table, "sql"));
  if (table.contains("exact")) {
    if (!flag(table, "exact", true)) refuse(*table.get("exact"), "exact can only be true.");
    forms.push_back(equality_sql(column));
  }
  for (const ShortForm& form : kShortForms) {
    const toml::node* node = table.get(form.key);
    if (node == nullptr) continue;
    const double bound =
        node->is_boolean() ? (**node->as_boolean() ? 1 : 0) : number(table, form.key).value_or(1);
    forms.push_back(fmt::format("{}(\"{}_l\", \"{}_r\") {} {}", form.function, column, column,
                                form.order, bound));
  }
  if (forms.size() == 1) return forms[0];
  std::string known = "sql, exact";
  for (const ShortForm& form : kShortForms) known += fmt::format(", {}", form.key);
  refuse(table, fmt::format("a level says with one of these when it holds: {}. Here stand {}.",
                            known, forms.empty() ? "none" : "several"));
}

ModelLevel RecipeReader::read_level(const toml::node& node, const std::string& column) const {
  if (!node.is_table()) refuse(node, "a level is a table: { exact = true, m = 0.9 }.");
  const toml::table& table = *node.as_table();
  check_keys(table,
             {"label", "sql", "exact", "levenshtein", "damerau_levenshtein", "date_distance",
              "jaro_winkler", "jaro", "jaccard", "word_share", "one_edit", "shares_word", "m", "u",
              "household", "fix_m", "fix_u", "frequency_of", "frequency_within_household"});
  ModelLevel level;
  level.sql = level_sql(table, column);
  level.label = text(table, "label");
  if (level.label.empty()) level.label = level.sql;
  level.m = share(table, "m");
  level.u = share(table, "u");
  level.family = share(table, "household");
  level.fixed_m = flag(table, "fix_m", false);
  level.fixed_u = flag(table, "fix_u", false);
  if (level.fixed_m && !level.m) refuse(*table.get("fix_m"), "there is no m to fix. Add m.");
  if (level.fixed_u && !level.u) refuse(*table.get("fix_u"), "there is no u to fix. Add u.");
  level.term_column = text(table, "frequency_of");
  level.term_in_family = flag(table, "frequency_within_household", false);
  return level;
}

void RecipeReader::read_comparison(const toml::node& node) {
  if (!node.is_table()) refuse(node, "a comparison is a part of its own: [[comparison]].");
  const toml::table& table = *node.as_table();
  check_keys(table, {"name", "column", "null_when", "alike_in_households", "levels"});
  linkage::WrittenComparison written;
  written.place = place(node);
  linkage::ModelComparison& comparison = written.comparison;
  comparison.name = text(table, "name");
  std::string column = text(table, "column");
  if (column.empty()) column = comparison.name;
  if (comparison.name.empty()) comparison.name = column;
  if (comparison.name.empty()) refuse(node, "the comparison has no name. Add name = \"...\".");
  for (const linkage::WrittenComparison& other : recipe_.wishes.comparisons) {
    if (other.comparison.name != comparison.name) continue;
    refuse(node,
           fmt::format("there are two comparisons {}. Give one another name.", comparison.name));
  }
  comparison.alike_in_families = share(table, "alike_in_households").value_or(0);
  if (const toml::node* levels = table.get("levels")) {
    if (!levels->is_array() || levels->as_array()->empty()) {
      refuse(*levels, "levels wants a list of levels: levels = [ { exact = true } ].");
    }
    ModelLevel null;
    null.label = "not known";
    null.is_null = true;
    null.sql = text(table, "null_when");
    if (null.sql.empty()) null.sql = fmt::format("\"{0}_l\" IS NULL OR \"{0}_r\" IS NULL", column);
    comparison.levels.push_back(std::move(null));
    for (const toml::node& level : *levels->as_array()) {
      comparison.levels.push_back(read_level(level, column));
    }
    if (!linkage::is_otherwise(comparison.levels.back().sql)) {
      ModelLevel rest;
      rest.label = "different";
      rest.sql = "ELSE";
      comparison.levels.push_back(std::move(rest));
    }
  }
  recipe_.wishes.comparisons.push_back(std::move(written));
}

TrainingRecipeFile RecipeReader::read() {
  if (!std::filesystem::is_regular_file(path_)) {
    throw Error(Code::source_missing,
                fmt::format("The recipe {} cannot be opened. See whether the name is right; newlyn "
                            "train FILE --print-recipe prints one to begin with.",
                            path_));
  }
  toml::table root;
  try {
    root = toml::parse_file(path_);
  } catch (const toml::parse_error& problem) {
    throw Error(Code::model_invalid,
                fmt::format("{} line {} is not TOML: {}. Correct the line.", name_,
                            problem.source().begin.line, problem.description()));
  }
  check_keys(root, {"id", "ignore", "seed", "households", "columns", "comparison", "blocking",
                    "training", "prior"});
  recipe_.id_column = text(root, "id");
  for (const linkage::WrittenRule& column : texts(root, "ignore")) {
    recipe_.ignored.push_back(column.sql);
  }
  recipe_.seed = count(root, "seed");
  recipe_.wishes.households = flag(root, "households", true);
  if (const toml::table* columns = part(root, "columns")) read_columns(*columns);
  if (const toml::table* prior = part(root, "prior")) read_prior(*prior);
  if (const toml::table* training = part(root, "training")) read_training(*training);
  if (const toml::table* blocking = part(root, "blocking")) {
    check_keys(*blocking, {"rules"});
    recipe_.wishes.rules = texts(*blocking, "rules");
  }
  if (const toml::node* comparisons = root.get("comparison")) {
    if (!comparisons->is_array()) refuse(*comparisons, "comparisons are written [[comparison]].");
    for (const toml::node& one : *comparisons->as_array()) read_comparison(one);
  }
  return std::move(recipe_);
}

}  // namespace

TrainingRecipeFile read_recipe(const std::string& path) { return RecipeReader(path).read(); }

}  // namespace newlyn::workspace
