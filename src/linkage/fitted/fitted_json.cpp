// SPDX-License-Identifier: MIT
// Fitted models as JSON: the model as it is written elsewhere, and beside it what was measured.
// Tables of values are two lists: objects keep their members in a list, which fills slowly.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/error.h"
#include "linkage/fitted_model.h"
#include "linkage/model/condition_sql.h"

namespace newlyn::linkage {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormatVersion = 1;

Json write_rule(const FittedRule& rule) {
  Json json;
  json["rule"] = rule_sql(rule.parts);
  json["finer"] = Json::array();
  for (const KeyPart& part : rule.finer) json["finer"].push_back(rule_sql({part}));
  json["split"] = rule.split;
  json["dropped"] = rule.dropped;
  return json;
}

FittedRule read_rule_json(const Json& json) {
  FittedRule rule;
  rule.parts = read_rule(json.at("rule").get<std::string>());
  for (const Json& part : json.at("finer")) {
    rule.finer.push_back(read_rule(part.get<std::string>()).at(0));
  }
  rule.split = json.at("split").get<std::vector<uint64_t>>();
  rule.dropped = json.at("dropped").get<std::vector<uint64_t>>();
  return rule;
}

/// A table as its keys and its numbers, ordered by key so that one model is always written the
/// same.
template <typename Table>
Json write_table(const Table& table) {
  using Number = typename Table::mapped_type;
  const std::map<std::string, Number> ordered(table.begin(), table.end());
  std::vector<std::string> keys;
  std::vector<Number> numbers;
  for (const auto& [key, number] : ordered) {
    keys.push_back(key);
    numbers.push_back(number);
  }
  return {{"keys", std::move(keys)}, {"numbers", std::move(numbers)}};
}

template <typename Table>
void read_table(const Json& json, Table& table) {
  const Json& keys = json.at("keys");
  const Json& numbers = json.at("numbers");
  table.reserve(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    table.emplace(keys[i].get_ref<const std::string&>(),
                  numbers.at(i).template get<typename Table::mapped_type>());
  }
}

/// Throws std::runtime_error where a name does not have a count for each class.
void check_classes(const NameClasses& names) {
  const auto is_whole = [&](const auto& name) { return name.second.size() == names.shares.size(); };
  if (std::all_of(names.given.begin(), names.given.end(), is_whole) &&
      std::all_of(names.family.begin(), names.family.end(), is_whole)) {
    return;
  }
  throw std::runtime_error("a name does not have a number for each class");
}

FittedParts read_parts(const Json& json, const std::string& name) {
  if (json.at("format").get<int>() != kFormatVersion) {
    throw Error(Code::model_invalid,
                name + " was written by a later version of Newlyn. Fit the model again.");
  }
  FittedParts parts;
  parts.version = json.at("version").get<std::string>();
  parts.threshold = json.at("threshold").get<double>();
  parts.model = read_model(json.at("model").dump(), name);
  for (const Json& column : json.at("columns")) {
    const auto kind = record::field_kind_named(column.at("kind").get<std::string>());
    parts.columns.push_back({column.at("name").get<std::string>(), kind.value()});
  }
  for (const Json& rule : json.at("rules")) parts.rules.push_back(read_rule_json(rule));
  parts.order = json.at("order").get<std::vector<uint16_t>>();
  for (const auto& [column, words] : json.at("words").items()) {
    FittedWords& read = parts.words[column];
    read.rows = words.at("rows").get<double>();
    read_table(words.at("weights"), read.weights);
  }
  for (const auto& [column, terms] : json.at("terms").items()) {
    TermTable& read = parts.model.terms[column];
    read.records = terms.at("records").get<uint64_t>();
    read.known = terms.at("known").get<uint64_t>();
    read_table(terms.at("counts"), read.counts);
  }
  if (json.contains("names")) {
    auto names = std::make_shared<NameClasses>();
    names->shares = json["names"].at("shares").get<std::vector<float>>();
    read_table(json["names"].at("given"), names->given);
    read_table(json["names"].at("family"), names->family);
    check_classes(*names);
    parts.model.names = std::move(names);
  }
  return parts;
}

}  // namespace

std::string write_fitted_model(const FittedModel& fitted) {
  const FittedParts& parts = fitted.parts();
  Json json;
  json["format"] = kFormatVersion;
  json["version"] = parts.version;
  json["threshold"] = parts.threshold;
  json["columns"] = Json::array();
  for (const FittedColumn& column : parts.columns) {
    json["columns"].push_back(
        {{"name", column.name}, {"kind", record::field_kind_row(column.kind).name}});
  }
  json["order"] = parts.order;
  json["rules"] = Json::array();
  for (const FittedRule& rule : parts.rules) json["rules"].push_back(write_rule(rule));
  json["words"] = Json::object();
  for (const auto& [column, words] : parts.words) {
    json["words"][column] = {{"rows", words.rows}, {"weights", write_table(words.weights)}};
  }
  json["terms"] = Json::object();
  for (const auto& [column, terms] : parts.model.terms) {
    json["terms"][column] = {
        {"records", terms.records}, {"known", terms.known}, {"counts", write_table(terms.counts)}};
  }
  if (parts.model.names != nullptr) {
    const NameClasses& names = *parts.model.names;
    json["names"] = {{"shares", names.shares},
                     {"given", write_table(names.given)},
                     {"family", write_table(names.family)}};
  }
  Model model = parts.model;
  model.terms.clear();
  json["model"] = Json::parse(write_model(model));
  return json.dump() + "\n";
}

std::shared_ptr<const FittedModel> read_fitted_model(const std::string& json,
                                                     const std::string& name) {
  try {
    return std::make_shared<FittedModel>(read_parts(Json::parse(json), name));
  } catch (const std::exception& problem) {
    if (dynamic_cast<const Error*>(&problem) != nullptr) throw;
    throw Error(Code::model_invalid,
                name + " is not a fitted model: " + problem.what() + ". Fit the model again.");
  }
}

}  // namespace newlyn::linkage
