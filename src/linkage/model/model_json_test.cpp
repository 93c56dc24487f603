// SPDX-License-Identifier: MIT
// Models survive writing and reading, Splink's own are read, and wrong ones are refused by place.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "linkage/model.h"
#include "linkage/model/em_settings.h"

namespace newlyn::linkage {
namespace {

/// A model as other programs write it, with keys Newlyn has no use for.
const std::string kSplinkModel = R"({
 "link_type": "dedupe_only",
 "probability_two_random_records_match": 0.00298,
 "retain_matching_columns": true, "retain_intermediate_calculation_columns": false,
 "additional_columns_to_retain": ["cluster"], "linker_uid": "abc", "max_iterations": 25,
 "bayes_factor_column_prefix": "bf_",
 "unique_id_column_name": "unique_id", "sql_dialect": "duckdb",
 "blocking_rules_to_generate_predictions": [
   {"blocking_rule": "l.\"surname\" = r.\"surname\"", "sql_dialect": "duckdb",
    "salting_partitions": 4},
   "l.dob = r.dob"],
 "comparisons": [{"output_column_name": "surname", "comparison_levels": [
   {"sql_condition": "\"surname_l\" IS NULL OR \"surname_r\" IS NULL", "is_null_level": true},
   {"sql_condition": "\"surname_l\" = \"surname_r\"", "label_for_charts": "Exact match",
    "m_probability": 0.434, "u_probability": 0.0045, "fix_m_probability": false,
    "tf_adjustment_column": "surname", "tf_adjustment_weight": 1.0},
   {"sql_condition": "jaro_winkler_similarity(\"surname_l\", \"surname_r\") >= 0.92",
    "m_probability": 0.225, "u_probability": 0.0024, "tf_adjustment_column": "surname",
    "tf_adjustment_weight": 0.7, "tf_minimum_u_value": 0.001,
    "disable_tf_exact_match_detection": true},
   {"sql_condition": "ELSE", "u_probability": 0.977}]}]})";

/// The smallest model that can be read; `level` stands between the null level and ELSE.
std::string small_model(const std::string& level, const std::string& prior = "0.01") {
  return R"({"probability_two_random_records_match": )" + prior + R"(,
    "blocking_rules_to_generate_predictions": ["l.a = r.a"],
    "comparisons": [{"output_column_name": "a", "comparison_levels": [)" +
         level + R"({"sql_condition": "ELSE", "m_probability": 0.1, "u_probability": 0.9}]}]})";
}

/// The message of the refusal of `json`; empty when it is read.
std::string refusal(const std::string& json) {
  try {
    read_model(json, "m.json");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::model_invalid) << error.what();
    return error.what();
  }
  return {};
}

void expect_refusal(const std::string& json, const std::string& words) {
  const std::string message = refusal(json);
  EXPECT_NE(message.find(words), std::string::npos) << "in: '" << message << "' of " << json;
  EXPECT_NE(message.find("m.json"), std::string::npos) << message;
}

Model full_model() {
  Model model;
  model.link_type = "link_only";
  model.prior = 1.0 / 3000;
  model.family_prior = 1.0 / 7000;
  ModelComparison& comparison = model.comparisons.emplace_back();
  comparison.name = "family_name";
  comparison.description = "the name of the family";
  comparison.alike_in_families = 0.02;
  comparison.changes_over_time = true;
  comparison.least_counts = true;
  comparison.counts_for = 0.4;
  ModelLevel& null = comparison.levels.emplace_back();
  null.label = "not known";
  null.sql = "(\"family_name_l\" IS NULL OR \"family_name_r\" IS NULL)";
  null.is_null = true;
  ModelLevel& same = comparison.levels.emplace_back();
  same.label = "the \"same\"";
  same.sql = "\"family_name_l\" = \"family_name_r\"";
  same.m = 0.1 + 0.2;
  same.u = 1e-9;
  same.family = 2.0 / 3;
  same.term_column = "family_name";
  same.term_weight = 0.7;
  same.term_minimum = 1e-5;
  same.term_smoothing = 100;
  same.term_in_family = true;
  same.exact_reference = false;
  ModelLevel& rest = comparison.levels.emplace_back();
  rest.label = "different";
  rest.sql = "ELSE";
  rest.m = 0;
  model.rules.push_back({"l.\"family_name\" = r.\"family_name\"", {}});
  model.rules.push_back({"substr(l.\"birth_date\", 1, 4) = substr(r.\"birth_date\", 1, 4)", {}});
  return model;
}

void expect_equal_levels(const ModelLevel& got, const ModelLevel& want) {
  EXPECT_EQ(got.label, want.label);
  EXPECT_EQ(got.sql, want.sql);
  EXPECT_EQ(got.is_null, want.is_null);
  EXPECT_EQ(got.m, want.m);
  EXPECT_EQ(got.u, want.u);
  EXPECT_EQ(got.family, want.family);
  EXPECT_EQ(got.term_column, want.term_column);
  EXPECT_EQ(got.term_weight, want.term_weight);
  EXPECT_EQ(got.term_minimum, want.term_minimum);
  EXPECT_EQ(got.term_smoothing, want.term_smoothing);
  EXPECT_EQ(got.term_in_family, want.term_in_family);
  EXPECT_EQ(got.exact_reference, want.exact_reference);
}

TEST(model_json, writing_and_reading_keeps_everything) {
  for (const bool raw : {false, true}) {
    Model model = full_model();
    model.raw_columns = raw;
    const Model read = read_model(write_model(model));
    EXPECT_EQ(read.link_type, model.link_type);
    EXPECT_EQ(read.prior, model.prior);
    EXPECT_EQ(read.family_prior, model.family_prior);
    EXPECT_EQ(read.raw_columns, raw);
    ASSERT_EQ(read.comparisons.size(), 1U);
    EXPECT_EQ(read.comparisons[0].name, "family_name");
    EXPECT_EQ(read.comparisons[0].description, "the name of the family");
    EXPECT_EQ(read.comparisons[0].alike_in_families, 0.02);
    EXPECT_TRUE(read.comparisons[0].changes_over_time);
    EXPECT_TRUE(read.comparisons[0].least_counts);
    EXPECT_EQ(read.comparisons[0].counts_for, 0.4);
    ASSERT_EQ(read.comparisons[0].levels.size(), 3U);
    for (size_t l = 0; l < 3; ++l) {
      expect_equal_levels(read.comparisons[0].levels[l], model.comparisons[0].levels[l]);
    }
    ASSERT_EQ(read.rules.size(), 2U);
    EXPECT_EQ(read.rules[0].sql, model.rules[0].sql);
    EXPECT_EQ(read.rules[1].sql, model.rules[1].sql);
    EXPECT_EQ(write_model(read), write_model(model));
  }
}

TEST(model_json, a_model_of_splink_is_read) {
  const Model model = read_model(kSplinkModel);
  EXPECT_TRUE(model.raw_columns);
  EXPECT_EQ(model.link_type, "dedupe_only");
  EXPECT_EQ(model.prior, 0.00298);
  EXPECT_EQ(model.family_prior, 0);
  ASSERT_EQ(model.rules.size(), 2U);
  EXPECT_EQ(model.rules[0].sql, "l.\"surname\" = r.\"surname\"");
  EXPECT_EQ(model.rules[1].sql, "l.dob = r.dob");
  ASSERT_EQ(model.comparisons.size(), 1U);
  const auto& levels = model.comparisons[0].levels;
  ASSERT_EQ(levels.size(), 4U);
  EXPECT_TRUE(levels[0].is_null);
  EXPECT_EQ(levels[1].label, "Exact match");
  EXPECT_EQ(levels[1].m, 0.434);
  EXPECT_EQ(levels[1].u, 0.0045);
  EXPECT_EQ(levels[1].term_column, "surname");
  EXPECT_TRUE(levels[1].exact_reference);
  EXPECT_EQ(levels[2].term_weight, 0.7);
  EXPECT_EQ(levels[2].term_minimum, 0.001);
  EXPECT_FALSE(levels[2].exact_reference);
  EXPECT_FALSE(levels[3].m.has_value()) << "untrained stays untrained";
  EXPECT_EQ(levels[3].term_smoothing, 0) << "Splink's frequencies are plain";
}

TEST(model_json, what_is_no_json_is_refused) {
  expect_refusal("", "not valid JSON");
  expect_refusal("{\"comparisons\": [", "not valid JSON");
  expect_refusal("surname,dob\nkim,1990-01-01\n", "not valid JSON");
  expect_refusal("\xff\xfe{}", "not valid JSON");
}

TEST(model_json, a_model_without_its_parts_is_refused) {
  expect_refusal("[]", "no JSON object");
  expect_refusal("{}", "\"comparisons\"");
  expect_refusal(R"({"comparisons": []})", "compares nothing");
  expect_refusal(R"({"comparisons": {}})", "compares nothing");
  expect_refusal(R"({"comparisons": [{"comparison_levels": [{"sql_condition": "ELSE"}]}]})",
                 "blocking_rules_to_generate_predictions");
  expect_refusal(R"({"comparisons": [{"comparison_levels": [{"sql_condition": "ELSE"}]}],
                     "blocking_rules_to_generate_predictions": {}})",
                 "blocking rules that are not a list");
}

TEST(model_json, wrong_comparisons_are_refused_by_their_number_or_name) {
  expect_refusal(R"({"comparisons": [5]})", "comparison 1 is not an object");
  expect_refusal(R"({"comparisons": [{"output_column_name": "a"}]})",
                 "comparison 1 has no \"comparison_levels\"");
  expect_refusal(R"({"comparisons": [{"comparison_levels": []}]})", "comparison 1 has no levels");
  expect_refusal(R"({"comparisons": [{"comparison_levels": [{"sql_condition": "a_l = a_r"}]}]})",
                 "comparison 1 does not end with an ELSE level");
  expect_refusal(R"({"comparisons": [{"output_column_name": 7}]})", "comparison 1");
}

TEST(model_json, wrong_levels_are_refused_by_their_place) {
  ASSERT_EQ(refusal(small_model("")), "");
  expect_refusal(small_model("7,"), "level 1 of a is not an object");
  expect_refusal(small_model(R"({"m_probability": 0.5},)"),
                 "level 1 of a has no \"sql_condition\"");
  const auto level = [](const std::string& rest) {
    return small_model(R"({"sql_condition": "a_l = a_r", )" + rest + "},");
  };
  ASSERT_EQ(refusal(level(R"("m_probability": 1)")), "");
  expect_refusal(level(R"("m_probability": 1.01)"), "level 1 of a has a \"m_probability\" of 1.01");
  expect_refusal(level(R"("u_probability": -0.1)"), "level 1 of a has a \"u_probability\"");
  expect_refusal(level(R"("m_probability": "high")"), "level 1 of a has a \"m_probability\"");
  expect_refusal(level(R"("label_for_charts": 5)"), "level 1 of a has a \"label_for_charts\"");
  expect_refusal(level(R"("is_null_level": "yes")"), "level 1 of a has a \"is_null_level\"");
  expect_refusal(level(R"("disable_tf_exact_match_detection": 3)"),
                 "level 1 of a has a \"disable_tf_exact_match_detection\"");
  expect_refusal(level(R"("newlyn_tf_smoothing": "much")"),
                 "level 1 of a has a \"newlyn_tf_smoothing\"");
  expect_refusal(level(R"("newlyn_tf_smoothing": -3)"),
                 "level 1 of a has a \"newlyn_tf_smoothing\"");
}

TEST(model_json, a_file_of_too_many_levels_of_brackets_is_refused) {
  std::string json = small_model("");
  json.pop_back();
  const auto nested = [&](size_t depth) {
    return json + ", \"spare\": " + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  EXPECT_EQ(refusal(nested(20)), "");
  expect_refusal(nested(1000), "more than 64 objects and lists in one another");
  expect_refusal(nested(200'000), "more than 64 objects and lists in one another");
}

TEST(model_json, a_link_type_that_is_none_is_refused) {
  std::string json = small_model("");
  json.pop_back();
  for (const std::string type : {"dedupe_only", "link_only", "link_and_dedupe"}) {
    EXPECT_EQ(read_model(json + ", \"link_type\": \"" + type + "\"}").link_type, type);
  }
  EXPECT_EQ(read_model(json + "}").link_type, "dedupe_only");
  expect_refusal(json + R"(, "link_type": "banana"})",
                 "\"link_type\" banana, which is none of dedupe_only, link_only, link_and_dedupe");
}

/// A model of comparisons with these names; an empty one is left out.
std::string model_named(const std::vector<std::pair<std::string, std::string>>& comparisons) {
  std::string json;
  for (const auto& [name, sql] : comparisons) {
    const std::string named = name.empty() ? "" : R"("output_column_name": ")" + name + R"(", )";
    json += (json.empty() ? "{" : ", {") + named + R"("comparison_levels": [{"sql_condition": ")" +
            sql + R"("}, {"sql_condition": "ELSE"}]})";
  }
  return R"({"blocking_rules_to_generate_predictions": ["l.a = r.a"], "comparisons": [)" + json +
         "]}";
}

TEST(model_json, a_comparison_without_a_name_is_named_by_its_columns) {
  const std::vector<std::pair<std::string, std::string>> names = {
      {"a_l = a_r", "a"},
      {R"(\"first name_l\" = \"first name_r\")", "first name"},
      {"`B_L` = `B_R`", "B"},
      {"jaro_similarity(x_l, lower(y_r)) > 0.9", "custom_x_y"},
      {"'c_l' = b_l and b_r = 'it''s d_l'", "b"},
      {"1 = 1", "custom_"}};
  for (const auto& [sql, name] : names) {
    EXPECT_EQ(read_model(model_named({{"", sql}})).comparisons[0].name, name) << sql;
  }
}

TEST(model_json, names_that_make_one_column_are_refused) {
  expect_refusal(model_named({{"c", "a_l = a_r"}, {"C", "b_l = b_r"}}), "comparisons c and C");
  expect_refusal(model_named({{"a b", "a_l = a_r"}, {"a_b", "b_l = b_r"}}), "a b and a_b");
  expect_refusal(model_named({{"c", "a_l = a_r"}, {"c", "b_l = b_r"}}), "two comparisons c");
}

TEST(model_json, when_training_ends_is_read_and_checked) {
  std::string json = small_model("");
  json.pop_back();
  const EmSettings given =
      em_settings(read_model(json + R"(, "em_convergence": 0.01, "max_iterations": 3})"));
  EXPECT_EQ(given.converged, 0.01);
  EXPECT_EQ(given.rounds_max, 3);
  const EmSettings open = em_settings(read_model(json + "}"));
  EXPECT_EQ(open.converged, 0.0001);
  EXPECT_EQ(open.rounds_max, 25);
  expect_refusal(json + R"(, "max_iterations": 0})", "\"max_iterations\"");
  expect_refusal(json + R"(, "max_iterations": 2.5})", "\"max_iterations\"");
  expect_refusal(json + R"(, "em_convergence": "soon"})", "\"em_convergence\"");
}

TEST(model_json, a_prior_outside_its_range_is_refused) {
  for (const std::string prior : {"0", "1", "-0.5", "2", "\"often\""}) {
    expect_refusal(small_model("", prior), "\"probability_two_random_records_match\"");
  }
}

TEST(model_json, an_extension_that_does_not_fit_is_refused) {
  const auto extended = [](const std::string& extension, const std::string& prior = "0.01") {
    std::string json = small_model("", prior);
    json.pop_back();
    return json + ", \"newlyn\": " + extension + "}";
  };
  ASSERT_EQ(refusal(extended(R"({"columns": "standard", "household_prior": 0.01,
                                 "household_shares": {"a": [0.5]}})")),
            "");
  expect_refusal(extended("5"), "newlyn");
  expect_refusal(extended(R"({"columns": 5})"), "newlyn");
  expect_refusal(extended(R"({"household_prior": 2})"), "newlyn has a \"household_prior\"");
  expect_refusal(extended(R"({"household_shares": {"a": [0.5, 0.5]}})"), "newlyn.household_shares");
  expect_refusal(extended(R"({"household_shares": {"a": [1.5]}})"), "newlyn.household_shares");
  expect_refusal(extended(R"({"household_prior": 0.6})", "0.5"), "household_prior");
  expect_refusal(extended(R"({"term_frequencies": 5})"), "newlyn.term_frequencies");
  expect_refusal(extended(R"({"term_frequencies": {"a": {"records": 5}}})"),
                 "without records, known and counts");
  expect_refusal(
      extended(R"({"term_frequencies": {"a": {"records": 5, "known": 5, "counts": {"x": 0}}}})"),
      "no whole number above 0");
}

TEST(model_json, term_frequencies_survive_and_nothing_else_is_lost) {
  Model model = read_model(kSplinkModel);
  TermTable& table = model.terms["surname"];
  table.records = 10;
  table.known = 9;
  table.counts.add("smith", 7);
  table.counts.add("jones", 2);
  const std::string written = write_model(model);
  EXPECT_NE(written.find("\"linker_uid\": \"abc\""), std::string::npos);
  EXPECT_NE(written.find("salting_partitions"), std::string::npos);
  const Model again = read_model(written);
  ASSERT_TRUE(again.terms.contains("surname"));
  EXPECT_EQ(again.terms.at("surname").records, 10U);
  EXPECT_EQ(again.terms.at("surname").known, 9U);
  EXPECT_EQ(again.terms.at("surname").counts.find("smith")[0], 7U);
  EXPECT_TRUE(again.raw_columns);
  EXPECT_EQ(write_model(again), written);
}

TEST(model_json, a_rule_that_is_no_text_is_refused) {
  expect_refusal(R"({"comparisons": [{"comparison_levels": [{"sql_condition": "ELSE"}]}],
                     "blocking_rules_to_generate_predictions": [5]})",
                 "blocking rule");
  expect_refusal(R"({"comparisons": [{"comparison_levels": [{"sql_condition": "ELSE"}]}],
                     "blocking_rules_to_generate_predictions": [{"blocking_rule": 5}]})",
                 "blocking rule");
}

}  // namespace
}  // namespace newlyn::linkage
