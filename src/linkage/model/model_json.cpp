// SPDX-License-Identifier: MIT
// Models as Splink settings JSON. What Splink has no word for stands under the key "newlyn".
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/error.h"
#include "linkage/model.h"
#include "linkage/model/condition_sql.h"
#include "linkage/model/default_name.h"

namespace newlyn::linkage {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormatVersion = 1;
constexpr double kPriorDefault = 1e-4;
/// Objects and lists in one another that a model may hold: ours and Splink's have six at most, and
/// what reads and writes them calls itself for each.
constexpr int kDepthMax = 64;
constexpr std::array<std::string_view, 3> kLinkTypes = {"dedupe_only", "link_only",
                                                        "link_and_dedupe"};
/// What Splink takes for a level that training never met.
constexpr double kNotObserved = 1e-6;

Json write_level(const ModelLevel& level) {
  Json json;
  json["sql_condition"] = level.sql;
  json["label_for_charts"] = level.label;
  if (level.is_null) {
    json["is_null_level"] = true;
    return json;
  }
  if (level.m) json["m_probability"] = *level.m;
  if (level.u) json["u_probability"] = *level.u;
  if (level.fixed_m) json["fix_m_probability"] = true;
  if (level.fixed_u) json["fix_u_probability"] = true;
  if (level.term_column.empty()) return json;
  json["tf_adjustment_column"] = level.term_column;
  json["tf_adjustment_weight"] = level.term_weight;
  if (level.term_minimum > 0) json["tf_minimum_u_value"] = level.term_minimum;
  if (level.term_smoothing > 0) json["newlyn_tf_smoothing"] = level.term_smoothing;
  if (!level.exact_reference) json["disable_tf_exact_match_detection"] = true;
  return json;
}

/// The household shares of every level, null where a level has none.
Json write_extension(const Model& model) {
  Json extension;
  extension["format"] = kFormatVersion;
  extension["columns"] = model.raw_columns ? "raw" : "standard";
  extension["household_prior"] = model.family_prior;
  for (const ModelComparison& comparison : model.comparisons) {
    Json shares = Json::array();
    Json own = Json::array();
    for (const ModelLevel& level : comparison.levels) {
      shares.push_back(level.family ? Json(*level.family) : Json(nullptr));
      own.push_back(level.term_in_family);
    }
    extension["household_shares"][comparison.name] = std::move(shares);
    extension["frequency_within_household"][comparison.name] = std::move(own);
    if (comparison.alike_in_families > 0) {
      extension["alike_in_household"][comparison.name] = comparison.alike_in_families;
    }
    if (comparison.changes_over_time) extension["changes_over_time"].push_back(comparison.name);
    if (comparison.least_counts) extension["least_counts"].push_back(comparison.name);
    if (comparison.counts_for < 1) extension["counts_for"][comparison.name] = comparison.counts_for;
  }
  return extension;
}

Json write_terms(const Model& model) {
  Json terms = Json::object();
  for (const auto& [column, table] : model.terms) {
    // In order of the values, so that one model is always written the same.
    std::map<std::string, uint64_t> counts;
    for (size_t place = 0; place < table.counts.size(); ++place) {
      counts.emplace(table.counts.text(place), table.counts.numbers(place)[0]);
    }
    terms[column] = {{"records", table.records}, {"known", table.known}, {"counts", counts}};
  }
  return terms;
}

/// What is wrong with the settings, before the file's name is put to it.
class Unusable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

[[noreturn]] void refuse(const std::string& place, const std::string& what) {
  throw Unusable(fmt::format("{} {}.", place, what));
}

const Json& member(const Json& json, const char* key, const std::string& place) {
  const auto found = json.find(key);
  if (found == json.end()) refuse(place, fmt::format("has no \"{}\"", key));
  return *found;
}

std::optional<double> read_probability(const Json& json, const char* key,
                                       const std::string& place) {
  const auto found = json.find(key);
  if (found == json.end() || found->is_null()) return std::nullopt;
  if (*found == "level not observed in training dataset") return kNotObserved;
  if (!found->is_number()) refuse(place, fmt::format("has a \"{}\" that is not a number", key));
  const double value = found->get<double>();
  if (!(value >= 0 && value <= 1)) {
    refuse(place, fmt::format("has a \"{}\" of {}, which is not between 0 and 1", key, value));
  }
  return value;
}

std::string read_text(const Json& json, const char* key, const std::string& place) {
  const auto found = json.find(key);
  if (found == json.end() || found->is_null()) return {};
  if (!found->is_string()) refuse(place, fmt::format("has a \"{}\" that is not a text", key));
  return found->get<std::string>();
}

bool read_flag(const Json& json, const char* key, const std::string& place) {
  const auto found = json.find(key);
  if (found == json.end() || found->is_null()) return false;
  if (!found->is_boolean())
    refuse(place, fmt::format("has a \"{}\" that is not true or false", key));
  return found->get<bool>();
}

double read_amount(const Json& json, const char* key, const std::string& place) {
  const auto found = json.find(key);
  if (found == json.end() || found->is_null()) return 0;
  if (!found->is_number() || !(found->get<double>() >= 0)) {
    refuse(place, fmt::format("has a \"{}\" that is not a number of 0 or more", key));
  }
  return found->get<double>();
}

ModelLevel read_level(const Json& json, const std::string& place) {
  if (!json.is_object()) refuse(place, "is not an object");
  ModelLevel level;
  level.sql = read_text(json, "sql_condition", place);
  if (level.sql.empty()) refuse(place, "has no \"sql_condition\"");
  level.label = read_text(json, "label_for_charts", place);
  if (level.label.empty()) level.label = level.sql;
  level.is_null = read_flag(json, "is_null_level", place);
  level.m = read_probability(json, "m_probability", place);
  level.u = read_probability(json, "u_probability", place);
  level.fixed_m = read_flag(json, "fix_m_probability", place);
  level.fixed_u = read_flag(json, "fix_u_probability", place);
  level.term_column = read_text(json, "tf_adjustment_column", place);
  level.term_weight = read_probability(json, "tf_adjustment_weight", place).value_or(1);
  level.term_minimum = read_probability(json, "tf_minimum_u_value", place).value_or(0);
  level.term_smoothing = read_amount(json, "newlyn_tf_smoothing", place);
  level.exact_reference = !read_flag(json, "disable_tf_exact_match_detection", place);
  return level;
}

ModelComparison read_comparison(const Json& json, size_t number) {
  const std::string place = fmt::format("comparison {}", number + 1);
  if (!json.is_object()) refuse(place, "is not an object");
  ModelComparison comparison;
  comparison.name = read_text(json, "output_column_name", place);
  const std::string& shown = comparison.name.empty() ? place : comparison.name;
  comparison.description = read_text(json, "comparison_description", place);
  const Json& levels = member(json, "comparison_levels", place);
  if (!levels.is_array() || levels.empty()) refuse(place, "has no levels");
  for (size_t i = 0; i < levels.size(); ++i) {
    comparison.levels.push_back(read_level(levels[i], fmt::format("level {} of {}", i + 1, shown)));
  }
  if (!is_otherwise(comparison.levels.back().sql)) refuse(place, "does not end with an ELSE level");
  if (comparison.name.empty()) comparison.name = name_by_columns(comparison.levels);
  return comparison;
}

/// The household shares and frequency flags of one comparison.
void read_household(const Json& shares, const Json& flags, ModelComparison& comparison) {
  if (!shares.is_array() || shares.size() != comparison.levels.size()) {
    refuse("newlyn.household_shares",
           fmt::format("does not fit the levels of {}", comparison.name));
  }
  for (size_t l = 0; l < comparison.levels.size(); ++l) {
    ModelLevel& level = comparison.levels[l];
    if (shares[l].is_number()) level.family = shares[l].get<double>();
    if (level.family && !(*level.family >= 0 && *level.family <= 1)) {
      refuse("newlyn.household_shares", fmt::format("has {} for {}, which is not between 0 and 1",
                                                    *level.family, comparison.name));
    }
    if (l < flags.size() && flags[l].is_boolean()) level.term_in_family = flags[l].get<bool>();
  }
}

void read_terms(const Json& terms, Model& model) {
  const std::string place = "newlyn.term_frequencies";
  if (!terms.is_object()) refuse(place, "is not an object");
  for (const auto& [column, json] : terms.items()) {
    const bool whole = json.is_object() && json.value("records", Json()).is_number_unsigned() &&
                       json.value("known", Json()).is_number_unsigned() &&
                       json.value("counts", Json()).is_object();
    if (!whole)
      refuse(place, fmt::format("has a \"{}\" without records, known and counts", column));
    TermTable& table = model.terms[column];
    table.records = json["records"].get<uint64_t>();
    table.known = json["known"].get<uint64_t>();
    for (const auto& [value, count] : json["counts"].items()) {
      if (!count.is_number_unsigned() || count.get<uint64_t>() == 0) {
        refuse(place, fmt::format("has a count in \"{}\" that is no whole number above 0", column));
      }
      table.counts.add(value, count.get<uint64_t>());
    }
  }
}

void read_extension(const Json& extension, Model& model) {
  if (!extension.is_object()) refuse("newlyn", "is not an object");
  model.raw_columns = read_text(extension, "columns", "newlyn") != "standard";
  model.family_prior = read_probability(extension, "household_prior", "newlyn").value_or(0);
  if (extension.contains("term_frequencies")) read_terms(extension["term_frequencies"], model);
  const Json alike = extension.value("alike_in_household", Json::object());
  const Json shares = extension.value("household_shares", Json::object());
  const Json flags = extension.value("frequency_within_household", Json::object());
  const Json changing = extension.value("changes_over_time", Json::array());
  const Json least = extension.value("least_counts", Json::array());
  const Json counting = extension.value("counts_for", Json::object());
  for (ModelComparison& comparison : model.comparisons) {
    comparison.alike_in_families =
        read_probability(alike, comparison.name.c_str(), "newlyn.alike_in_household").value_or(0);
    comparison.changes_over_time =
        std::find(changing.begin(), changing.end(), Json(comparison.name)) != changing.end();
    comparison.least_counts =
        std::find(least.begin(), least.end(), Json(comparison.name)) != least.end();
    comparison.counts_for =
        read_probability(counting, comparison.name.c_str(), "newlyn.counts_for").value_or(1);
    const auto share = shares.find(comparison.name);
    if (share == shares.end()) continue;
    read_household(*share, flags.value(comparison.name, Json::array()), comparison);
  }
}

BlockingRule read_blocking_rule(const Json& json, const std::string& dialect) {
  const std::string place = "a blocking rule";
  if (!json.is_string() && !json.is_object()) refuse(place, "is not a text");
  BlockingRule rule;
  rule.dialect = dialect;
  if (json.is_string()) {
    rule.sql = json.get<std::string>();
    return rule;
  }
  rule.sql = read_text(json, "blocking_rule", place);
  const std::string own = read_text(json, "sql_dialect", place);
  if (!own.empty()) rule.dialect = own;
  const Json exploded = json.value("arrays_to_explode", Json());
  if (exploded.is_null()) return rule;
  if (!exploded.is_array()) refuse(place, "has \"arrays_to_explode\" that is not a list");
  for (const Json& column : exploded) {
    if (!column.is_string()) refuse(place, "has \"arrays_to_explode\" that is not a list of names");
    rule.exploded.push_back(column.get<std::string>());
  }
  return rule;
}

/// The name of a comparison's column of levels, by which two may not be alike.
std::string column_name_of(const std::string& name) {
  std::string column;
  for (const char c : name) {
    column += c == ' ' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return column;
}

void check_name(const Model& model, size_t added) {
  const std::string& name = model.comparisons[added].name;
  for (size_t i = 0; i < added; ++i) {
    const std::string& other = model.comparisons[i].name;
    if (other == name) refuse("the model", "has two comparisons " + name);
    if (column_name_of(other) != column_name_of(name)) continue;
    refuse("the model", fmt::format("has the comparisons {} and {}, which differ only in capitals "
                                    "or blanks: give one another \"output_column_name\"",
                                    other, name));
  }
}

Json parse_settings(const std::string& json) {
  return Json::parse(json, [](int depth, Json::parse_event_t, Json&) {
    if (depth <= kDepthMax) return true;
    refuse("the file",
           fmt::format("holds more than {} objects and lists in one another", kDepthMax));
  });
}

/// Refuses what training could not go by: see em_settings.
void check_em_settings(const Json& json) {
  read_amount(json, "em_convergence", "the model");
  const auto rounds = json.find("max_iterations");
  if (rounds == json.end() || rounds->is_null()) return;
  constexpr int kRoundsMost = 1'000'000;
  if (!rounds->is_number_integer() || *rounds < 1 || *rounds > kRoundsMost) {
    refuse(
        "the model",
        fmt::format("has \"max_iterations\" that is not a whole number from 1 to {}", kRoundsMost));
  }
}

Model read_settings(const Json& json) {
  if (!json.is_object()) refuse("the file", "holds no JSON object");
  Model model;
  model.raw_columns = true;
  const std::string link_type = read_text(json, "link_type", "the model");
  if (!link_type.empty()) model.link_type = link_type;
  if (std::find(kLinkTypes.begin(), kLinkTypes.end(), model.link_type) == kLinkTypes.end()) {
    refuse("the model", fmt::format("has the \"link_type\" {}, which is none of {}", link_type,
                                    fmt::join(kLinkTypes, ", ")));
  }
  const auto read_name = [&](const char* key, std::string& name) {
    const std::string text = read_text(json, key, "the model");
    if (!text.empty()) name = text;
  };
  read_name("sql_dialect", model.dialect);
  read_name("unique_id_column_name", model.unique_id_column);
  read_name("source_dataset_column_name", model.source_column);
  model.prior = read_probability(json, "probability_two_random_records_match", "the model")
                    .value_or(kPriorDefault);
  if (model.prior <= 0 || model.prior >= 1) {
    refuse("the model",
           "has a \"probability_two_random_records_match\" that is not between 0 and 1");
  }
  check_em_settings(json);
  const Json& comparisons = member(json, "comparisons", "the model");
  if (!comparisons.is_array() || comparisons.empty()) refuse("the model", "compares nothing");
  for (size_t i = 0; i < comparisons.size(); ++i) {
    model.comparisons.push_back(read_comparison(comparisons[i], i));
    check_name(model, i);
  }
  const Json& rules = member(json, "blocking_rules_to_generate_predictions", "the model");
  if (!rules.is_array()) refuse("the model", "has blocking rules that are not a list");
  for (const Json& rule : rules) model.rules.push_back(read_blocking_rule(rule, model.dialect));
  // Without rules every pair is a candidate.
  if (rules.empty()) model.rules.push_back({"1=1", {}, {}, model.dialect});
  const auto extension = json.find("newlyn");
  if (extension != json.end()) read_extension(*extension, model);
  if (model.prior + model.family_prior >= 1) {
    refuse("newlyn", "has a \"household_prior\" that leaves no room for unrelated pairs");
  }
  return model;
}

}  // namespace

namespace {

/// The settings as they were read, with the numbers of the model.
std::string rewrite_settings(const Model& model) {
  Json json = Json::parse(model.settings);
  json["probability_two_random_records_match"] = model.prior;
  for (size_t c = 0; c < model.comparisons.size(); ++c) {
    Json& levels = json["comparisons"][c]["comparison_levels"];
    for (size_t l = 0; l < model.comparisons[c].levels.size(); ++l) {
      const ModelLevel& level = model.comparisons[c].levels[l];
      if (level.is_null) continue;
      if (level.m) levels[l]["m_probability"] = *level.m;
      if (level.u) levels[l]["u_probability"] = *level.u;
    }
  }
  if (!model.terms.empty()) json["newlyn"]["term_frequencies"] = write_terms(model);
  return json.dump(2) + "\n";
}

}  // namespace

bool is_otherwise(const std::string& sql) {
  std::string word;
  for (const char c : sql) {
    if (std::isspace(static_cast<unsigned char>(c)) != 0) continue;
    word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return word == "else";
}

std::string write_model(const Model& model) {
  if (!model.settings.empty()) return rewrite_settings(model);
  Json json;
  json["link_type"] = model.link_type;
  json["probability_two_random_records_match"] = model.prior;
  json["sql_dialect"] = "duckdb";
  json["unique_id_column_name"] = "unique_id";
  json["source_dataset_column_name"] = "source_dataset";
  json["em_convergence"] = 0.0001;
  json["max_iterations"] = 25;
  json["term_frequency_adjustment_column_prefix"] = "tf_";
  json["comparison_vector_value_column_prefix"] = "gamma_";
  json["blocking_rules_to_generate_predictions"] = Json::array();
  for (const BlockingRule& rule : model.rules) {
    json["blocking_rules_to_generate_predictions"].push_back(
        {{"blocking_rule", rule.sql}, {"sql_dialect", "duckdb"}});
  }
  json["comparisons"] = Json::array();
  for (const ModelComparison& comparison : model.comparisons) {
    Json levels = Json::array();
    for (const ModelLevel& level : comparison.levels) levels.push_back(write_level(level));
    json["comparisons"].push_back({{"output_column_name", comparison.name},
                                   {"comparison_levels", std::move(levels)},
                                   {"comparison_description", comparison.description}});
  }
  json["newlyn"] = write_extension(model);
  if (!model.terms.empty()) json["newlyn"]["term_frequencies"] = write_terms(model);
  return json.dump(2) + "\n";
}

Model read_model(const std::string& json, const std::string& name) {
  try {
    const Json settings = parse_settings(json);
    Model model = read_settings(settings);
    if (model.raw_columns) model.settings = settings.dump();
    return model;
  } catch (const nlohmann::json::exception& problem) {
    throw Error(Code::model_invalid,
                fmt::format("{} is not valid JSON: {}. Give a Splink settings file or one written "
                            "by --save-model.",
                            name, problem.what()));
  } catch (const Unusable& problem) {
    throw Error(Code::model_invalid,
                fmt::format("{} cannot be used: {} Correct the model file.", name, problem.what()));
  }
}

}  // namespace newlyn::linkage
