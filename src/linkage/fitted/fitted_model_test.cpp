// SPDX-License-Identifier: MIT
// Fitted models: what they say of two records depends on nothing else, and survives writing.
#include "linkage/fitted_model.h"

#include <gtest/gtest.h>

#include <algorithm>

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
  const auto read = read_fitted_model(written, "model.json");
  EXPECT_EQ(write_fitted_model(*read), written);
  EXPECT_EQ(read->parts().version, fitted->parts().version);
  std::vector<std::vector<std::string>> texts;
  const ValueRows rows = records_of(*fitted, people, texts).rows;
  EXPECT_EQ(read->weights_of_first(rows), fitted->weights_of_first(rows));
  EXPECT_THROW(read_fitted_model("{}", "model.json"), std::exception);
}

}  // namespace
}  // namespace newlyn::linkage
