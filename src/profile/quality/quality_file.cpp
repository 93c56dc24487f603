// SPDX-License-Identifier: MIT
// Rules, needs and references as TOML, read with the line of every mistake.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/error.h"
#include "base/toml.h"
#include "profile/quality.h"

namespace newlyn::profile {
namespace {

constexpr std::array<std::string_view, 4> kTopKeys = {"rule", "need", "reference", "off"};
constexpr std::array<std::string_view, 10> kRuleKeys = {
    "source", "name", "dimension", "holds", "when", "words", "weight", "limit", "use", "columns"};
constexpr std::array<std::string_view, 8> kNeedKeys = {"source",     "use",         "completeness",
                                                       "uniqueness", "consistency", "timeliness",
                                                       "validity",   "accuracy"};
constexpr std::array<std::string_view, 5> kReferenceKeys = {"source", "reference", "dimension",
                                                            "key", "compare"};
constexpr std::array<std::string_view, 3> kOffKeys = {"source", "rule", "why"};

constexpr double kWeightMax = 1e6;

bool is_rule_name(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char letter) {
    return std::islower(letter) != 0 || std::isdigit(letter) != 0 || letter == '_' ||
           letter == '-' || letter == '.';
  });
}

/// Reads one file; every refusal names it and the line.
class Reader {
 public:
  explicit Reader(const QualityFileRequest& request)
      : request_(request), file_(std::filesystem::path(request.path).filename().string()) {}

  QualityFile file(const toml::table& table) const {
    check_keys(table, kTopKeys, "a file of quality rules");
    QualityFile read;
    each(table, "rule", kRuleKeys, [&](const toml::table& one) { add_rule(one, read); });
    each(table, "need", kNeedKeys, [&](const toml::table& one) { add_need(one, read); });
    each(table, "reference", kReferenceKeys,
         [&](const toml::table& one) { add_reference(one, read); });
    each(table, "off", kOffKeys, [&](const toml::table& one) { add_off(one, read); });
    return read;
  }

  [[noreturn]] void refuse_line(size_t line, const std::string& why) const {
    throw Error(Code::request_invalid,
                fmt::format("quality/{}:{}: {} Correct the file and try again.", file_, line, why));
  }

 private:
  static size_t line_of(const toml::node& node) {
    return std::max<size_t>(1, node.source().begin.line);
  }

  [[noreturn]] void refuse(const toml::node& node, const std::string& why) const {
    refuse_line(line_of(node), why);
  }

  std::string origin(const toml::node& node) const {
    return fmt::format("quality/{}:{}", file_, line_of(node));
  }

  void check_keys(const toml::table& table, std::span<const std::string_view> known,
                  std::string_view what) const {
    for (const auto& [key, value] : table) {
      if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
      refuse(value, fmt::format("'{}' is nothing that {} knows. It knows: {}.", key.str(), what,
                                fmt::join(known, ", ")));
    }
  }

  // Calls `work` for the blocks that concern the source.
  template <typename Work>
  void each(const toml::table& table, std::string_view key, std::span<const std::string_view> known,
            const Work& work) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) return;
    const toml::array* all = node->as_array();
    if (all == nullptr) refuse(*node, fmt::format("Write [[{}]] with double brackets.", key));
    for (const toml::node& one : *all) {
      if (!one.is_table()) refuse(one, fmt::format("Write [[{}]] with double brackets.", key));
      check_keys(*one.as_table(), known, fmt::format("[[{}]]", key));
      if (concerns(*one.as_table())) work(*one.as_table());
    }
  }

  bool concerns(const toml::table& table) const {
    const std::vector<std::string> named = texts(table, "source");
    if (!request_.shared) {
      if (named.empty() || (named.size() == 1 && named[0] == request_.source)) return true;
      refuse(table, fmt::format("This file is about the source '{}' alone. What concerns others "
                                "stands in quality/rules.toml or in their files.",
                                request_.source));
    }
    if (named.empty()) {
      refuse(table, "In this file every block names its source: source = \"NAME\".");
    }
    for (const std::string& name : named) {
      const auto& all = request_.sources;
      if (std::find(all.begin(), all.end(), name) != all.end()) continue;
      refuse(table,
             fmt::format("There is no source '{}'. There are: {}.", name, fmt::join(all, ", ")));
    }
    return std::find(named.begin(), named.end(), request_.source) != named.end();
  }

  std::string text(const toml::table& table, std::string_view key) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) return {};
    const auto value = node->value<std::string>();
    if (!value || !node->is_string()) refuse(*node, fmt::format("{} is a text in quotes.", key));
    return *value;
  }

  std::string needed(const toml::table& table, std::string_view key) const {
    std::string value = text(table, key);
    if (value.empty()) refuse(table, fmt::format("{} is missing: write {} = \"...\".", key, key));
    return value;
  }

  std::vector<std::string> texts(const toml::table& table, std::string_view key) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) return {};
    if (node->is_string()) return {text(table, key)};
    const toml::array* all = node->as_array();
    std::vector<std::string> values;
    if (all == nullptr) refuse(*node, fmt::format("{} is a text, or texts in [ ].", key));
    for (const toml::node& one : *all) {
      if (!one.is_string()) refuse(one, fmt::format("{} holds texts in quotes.", key));
      values.push_back(*one.value<std::string>());
    }
    return values;
  }

  std::optional<double> share(const toml::table& table, std::string_view key) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) return std::nullopt;
    const auto value = node->value<double>();
    if (!node->is_number() || !value || !(*value >= 0 && *value <= 1)) {
      refuse(*node, fmt::format("{} is a share from 0 to 1, such as 0.95.", key));
    }
    return value;
  }

  Dimension dimension(const toml::table& table) const {
    const std::string name = needed(table, "dimension");
    if (const auto known = dimension_named(name)) return *known;
    std::string names;
    for (const DimensionRow& row : dimensions()) {
      names += fmt::format("{}{}", names.empty() ? "" : ", ", row.name);
    }
    refuse(table, fmt::format("There is no dimension '{}'. There are: {}.", name, names));
  }

  void add_rule(const toml::table& table, QualityFile& read) const {
    QualityRule rule;
    rule.name = needed(table, "name");
    if (!is_rule_name(rule.name)) {
      refuse(table, fmt::format("'{}' is no name of a rule. Use small letters, digits, '-', '_' "
                                "and '.'.",
                                rule.name));
    }
    rule.dimension = dimension(table);
    if (rule.dimension == Dimension::accuracy) {
      refuse(table, "Accuracy is agreement with a reference. Write it as a [[reference]].");
    }
    rule.holds = needed(table, "holds");
    rule.applies = text(table, "when");
    rule.words = text(table, "words");
    if (rule.words.empty()) rule.words = rule.holds;
    if (const toml::node* weight = table.get("weight")) {
      rule.weight = weight->value<double>().value_or(0);
      if (!(rule.weight > 0 && rule.weight <= kWeightMax)) {
        refuse(*weight, fmt::format("weight is a number above 0 and at most {}.", kWeightMax));
      }
    }
    rule.limit = share(table, "limit");
    rule.uses = texts(table, "use");
    rule.columns = texts(table, "columns");
    rule.origin = origin(table);
    for (const QualityRule& other : read.rules) {
      if (other.name != rule.name) continue;
      refuse(table,
             fmt::format("Two rules are called '{}'. Give each a name of its own.", rule.name));
    }
    read.rules.push_back(std::move(rule));
  }

  void add_need(const toml::table& table, QualityFile& read) const {
    QualityNeed need{needed(table, "use"), {}, origin(table)};
    for (const DimensionRow& row : dimensions()) {
      if (const auto least = share(table, row.name)) {
        need.minimums.emplace_back(row.dimension, *least);
      }
    }
    if (need.minimums.empty()) {
      refuse(table, fmt::format("The use '{}' states no minimum: completeness = 0.95.", need.use));
    }
    read.needs.push_back(std::move(need));
  }

  std::vector<std::pair<std::string, std::string>> pairs(const toml::table& table,
                                                         std::string_view key) const {
    const toml::table* all = table[key].as_table();
    if (all == nullptr || all->empty()) {
      refuse(table, fmt::format("A reference says its {0}: {0} = {{ COLUMN_HERE = "
                                "\"COLUMN_THERE\" }}.",
                                key));
    }
    std::vector<std::pair<std::string, std::string>> read;
    for (const auto& [here, there] : *all) {
      if (!there.is_string()) refuse(there, fmt::format("{} holds texts in quotes.", key));
      if (here.str().empty() || there.value<std::string>()->empty()) {
        refuse(there, fmt::format("{} names a column here and one there.", key));
      }
      read.emplace_back(std::string(here.str()), *there.value<std::string>());
    }
    return read;
  }

  void add_reference(const toml::table& table, QualityFile& read) const {
    QualityReference one;
    one.reference = needed(table, "reference");
    if (table.contains("dimension")) one.dimension = dimension(table);
    if (one.dimension != Dimension::accuracy && one.dimension != Dimension::consistency) {
      refuse(table, "Against a reference accuracy is measured, or consistency.");
    }
    const auto& all = request_.sources;
    if (std::find(all.begin(), all.end(), one.reference) == all.end()) {
      refuse(table, fmt::format("There is no source '{}' to hold values against. There are: {}.",
                                one.reference, fmt::join(all, ", ")));
    }
    one.key = pairs(table, "key");
    one.compare = pairs(table, "compare");
    one.origin = origin(table);
    read.references.push_back(std::move(one));
  }

  void add_off(const toml::table& table, QualityFile& read) const {
    read.off.push_back({needed(table, "rule"), needed(table, "why"), origin(table)});
  }

  const QualityFileRequest& request_;
  std::string file_;
};

}  // namespace

QualityFile read_quality_file(const QualityFileRequest& request) {
  std::ifstream file(request.path, std::ios::binary);
  if (!file) return {};
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const Reader reader(request);
  try {
    return reader.file(toml::parse(text));
  } catch (const toml::parse_error& problem) {
    reader.refuse_line(problem.source().begin.line, fmt::format("{}.", problem.description()));
  }
}

std::string quality_file_text(std::string_view source) {
  return fmt::format(
      R"(# What the quality of the source {0} has to be. This file is yours: Newlyn only reads it.
# The rules that follow from its mapping and definition need not stand here; see
#   newlyn quality {0}

# How good it has to be for which use: shares from 0 to 1.
# [[need]]
# use = "link people"
# completeness = 0.95
# uniqueness = 0.98
# validity = 0.99

# A rule of your own: an SQL condition that must hold for a row.
# [[rule]]
# name = "rent-above-zero"
# dimension = "validity"        # completeness, uniqueness, consistency, timeliness, validity
# words = "the rent is above zero"
# holds = "TRY_CAST(RENT AS DOUBLE) > 0"
# when = "STATUS <> 'VOID'"     # only such rows; all without it
# weight = 2                    # in the score of its dimension; 1 without it
# limit = 0.99                  # the least share of rows that must pass
# use = ["rent arrears"]        # it counts for these uses alone; for all without it
# columns = ["RENT", "STATUS"]  # shown by --failing --with-values

# Another source that knows better. Without one, accuracy is not measured.
# [[reference]]
# reference = "gazetteer"
# key = {{ PROPERTY_UPRN = "UPRN" }}
# compare = {{ POSTCODE = "POSTCODE" }}

# A rule that does not fit here.
# [[off]]
# rule = "person.birth_date.present"
# why = "the system never asked for it"
)",
      source);
}

}  // namespace newlyn::profile
