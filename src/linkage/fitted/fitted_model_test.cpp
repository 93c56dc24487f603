// SPDX-License-Identifier: MIT
// Fitted models: what they say of two records depends on nothing else, and survives writing.
#include "linkage/fitted_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "linkage/model/condition_sql.h"
#include "linkage/testing/made_records.h"

namespace newlyn::linkage {
namespace {

std::shared_ptr<const FittedModel> fitted_on(const People& people) {
  RunContext run;
  LinkInput input = people.input;
  const auto linkage = link_records(input, {}, run);
  return fit_model(people.input, {linkage->result().model});
}

ClusterRecords records_of(const FittedModel& fitted, const People& people,
                          std::vector<std::vector<std::string>>& texts) {
  ClusterRecords records;
  records.rows.width = fitted.width();
  for (size_t i = 0; i < people.rows.size(); ++i) {
    texts.push_back(fitted.complete(people.rows[i]));
    records.record_ids.push_back(people.input.record_ids[i]);
  }
  for (const auto& row : texts) {
    records.rows.values.insert(records.rows.values.end(), row.begin(), row.end());
  }
  return records;
}

TEST(fitted_model, clusters_as_the_run_it_was_fitted_on) {
  const People people = make_people({400, 7, false, true});
  const auto fitted = fitted_on(people);
  std::vector<std::vector<std::string>> texts;
  RunContext run;
  const ClusteredRecords clustered = fitted->cluster(records_of(*fitted, people, texts), run);
  LinkInput input = people.input;
  const auto linkage = link_records(input, {}, run);
  EXPECT_EQ(clustered.cluster_of_record, linkage->result().cluster_of_record);
}

TEST(fitted_model, weight_of_two_records_does_not_depend_on_the_others) {
  const People people = make_people({200, 9, false, false});
  const auto fitted = fitted_on(people);
  std::vector<std::vector<std::string>> texts;
  const ValueRows all = records_of(*fitted, people, texts).rows;
  const std::vector<double> weights = fitted->weights_of_first(all);
  for (size_t other = 1; other < all.count(); ++other) {
    ValueRows two{all.width, {}};
    for (const size_t row : {size_t{0}, other}) {
      two.values.insert(two.values.end(), all.row(row).begin(), all.row(row).end());
    }
    EXPECT_EQ(fitted->weights_of_first(two)[0], weights[other - 1]);
  }
}

TEST(fitted_model, edges_share_a_key_and_weigh_what_pairs_weigh) {
  const People people = make_people({300, 3, false, false});
  const auto fitted = fitted_on(people);
  std::vector<std::vector<std::string>> texts;
  const ClusterRecords records = records_of(*fitted, people, texts);
  RunContext run;
  const ClusteredRecords clustered = fitted->cluster(records, run);
  ASSERT_FALSE(clustered.edges.empty());
  for (const Edge& edge : clustered.edges) {
    const auto left = records.rows.row(edge.left);
    const auto right = records.rows.row(edge.right);
    std::vector<uint64_t> shared;
    const auto a = fitted->keys(left);
    const auto b = fitted->keys(right);
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(shared));
    EXPECT_FALSE(shared.empty());
    ValueRows two{records.rows.width, {left.begin(), left.end()}};
    two.values.insert(two.values.end(), right.begin(), right.end());
    EXPECT_EQ(fitted->weights_of_first(two)[0], edge.weight);
  }
}

TEST(fitted_model, comes_back_as_it_was_written) {
  const People people = make_people({300, 5, false, false});
  const auto fitted = fitted_on(people);
  const std::string written = write_fitted_model(*fitted);
  const auto read = read_fitted_model(written, "people.model");
  EXPECT_EQ(write_fitted_model(*read), written);
  EXPECT_EQ(read->parts().version, fitted->parts().version);
  std::vector<std::vector<std::string>> texts;
  const ValueRows rows = records_of(*fitted, people, texts).rows;
  EXPECT_EQ(read->weights_of_first(rows), fitted->weights_of_first(rows));
}

/// The place of words in a refusal; npos when nothing is refused.
size_t refused_with(const std::string& bytes, std::string_view words) {
  try {
    read_fitted_model(bytes, "people.model");
  } catch (const Error& refusal) {
    return std::string_view(refusal.what()).find(words);
  }
  return std::string::npos;
}

TEST(fitted_model, file_that_was_changed_or_cut_is_refused) {
  const std::string written = write_fitted_model(*fitted_on(make_people({60, 5, false, false})));
  constexpr size_t kStep = 97;
  for (size_t at = 0; at < written.size(); at += kStep) {
    EXPECT_NE(refused_with(written.substr(0, at), "people.model"), std::string::npos) << at;
  }
  std::string changed = written;
  changed.back() = static_cast<char>(changed.back() ^ 1);
  EXPECT_NE(refused_with(changed, "changed or cut short"), std::string::npos);
  EXPECT_NE(refused_with("{}", "is not a fitted model"), std::string::npos);
}

using Json = nlohmann::ordered_json;

template <typename Number>
Json listed(const TextNumbers<Number>& table) {
  Json keys = Json::array();
  Json numbers = Json::array();
  for (size_t place = 0; place < table.size(); ++place) {
    keys.push_back(std::string(table.text(place)));
    const std::vector<Number> of_text(table.numbers(place).begin(), table.numbers(place).end());
    numbers.push_back(table.width() == 1 ? Json(of_text[0]) : Json(of_text));
  }
  return {{"keys", keys}, {"numbers", numbers}};
}

/// A model as the first format had it: JSON throughout.
std::string in_the_first_format(const FittedParts& parts) {
  Json json = {{"format", 1}, {"version", parts.version}, {"threshold", parts.threshold}};
  json["columns"] = json["rules"] = Json::array();
  json["words"] = json["terms"] = Json::object();
  for (const FittedColumn& column : parts.columns) {
    json["columns"].push_back(
        {{"name", column.name}, {"kind", record::field_kind_row(column.kind).name}});
  }
  json["order"] = parts.order;
  for (const FittedRule& rule : parts.rules) {
    Json finer = Json::array();
    for (const KeyPart& part : rule.finer) finer.push_back(rule_sql({part}));
    json["rules"].push_back({{"rule", rule_sql(rule.parts)},
                             {"finer", finer},
                             {"split", rule.split},
                             {"dropped", rule.dropped}});
  }
  for (const auto& [column, words] : parts.words) {
    json["words"][column] = {{"rows", words.rows}, {"weights", listed(words.weights)}};
  }
  for (const auto& [column, terms] : parts.model.terms) {
    json["terms"][column] = {
        {"records", terms.records}, {"known", terms.known}, {"counts", listed(terms.counts)}};
  }
  if (parts.model.names != nullptr) {
    json["names"] = {{"shares", parts.model.names->shares},
                     {"given", listed(parts.model.names->given)},
                     {"family", listed(parts.model.names->family)},
                     {"middle", listed(parts.model.names->middle)},
                     {"together", listed(parts.model.names->together)}};
  }
  Model model = parts.model;
  model.terms.clear();
  json["model"] = Json::parse(write_model(model));
  return json.dump();
}

TEST(fitted_model, of_the_first_format_is_still_read) {
  const People people = make_people({1200, 5, false, false});
  const auto fitted = fitted_on(people);
  ASSERT_FALSE(fitted->parts().model.terms.empty());
  const auto read = read_fitted_model(in_the_first_format(fitted->parts()), "person-1.json");
  EXPECT_EQ(write_fitted_model(*read), write_fitted_model(*fitted));
}

}  // namespace
}  // namespace newlyn::linkage
