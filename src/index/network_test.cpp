// SPDX-License-Identifier: MIT
// Entities around an entity by what they share, hubs collapsed, paths by rarity, households.
#include <gtest/gtest.h>

#include <algorithm>

#include "index/index.h"
#include "index/testing/made_world.h"
#include "index/view.h"

namespace newlyn::index {
namespace {

/// A person unlike all others.
Change person(const std::string& id, std::vector<FieldValue> further, const std::string& date = "",
              const std::string& source = "tax") {
  Change change =
      add_record(source, id, {"g" + id + id + "q", "f" + id + id + "z", "", "", "", ""});
  change.record.further = std::move(further);
  change.record.date = date;
  return change;
}

class Town : public ::testing::Test {
 protected:
  Town() : index_(plan()) {}
  static IndexPlan plan() {
    IndexPlan plan = town_plan();
    plan.relations = {{"telephone", {"telephone"}},
                      {"email", {"email"}},
                      {"vehicle", {"vehicle"}},
                      {"property", {"uprn"}}};
    return plan;
  }
  void add(const std::vector<Change>& changes) {
    RunContext run;
    index_.apply(changes, run);
  }
  std::string id(const std::string& key) const { return *index_.entity_of({"tax", key}); }
  /// Keys of the network's entities, in order.
  std::vector<std::string> around(const NetworkRequest& request) const {
    std::vector<std::string> keys;
    const Network network = *index_.network(request);
    for (const NetworkEntity& entity : network.entities) {
      keys.push_back(index_.records_of(entity.entity)[0].id);
    }
    std::sort(keys.begin(), keys.end());
    return keys;
  }
  using Keys = std::vector<std::string>;

  EntityIndex index_;
};

TEST_F(Town, neighbours_and_their_neighbours_with_what_they_share) {
  add({person("a", {{"telephone", "01"}}, "2024-01-01"),
       person("b", {{"email", "x@example.org"}, {"telephone", "01"}}, "2025-01-01"),
       person("c", {{"email", "x@example.org"}}), person("d", {{"telephone", "09"}})});
  EXPECT_EQ(around({id("a"), 1}), (Keys{"a", "b"}));
  EXPECT_EQ(around({id("a"), 2}), (Keys{"a", "b", "c"}));
  EXPECT_EQ(around({id("a"), 9}), (Keys{"a", "b", "c"}));
  EXPECT_EQ(around({id("a"), 0}), (Keys{"a"}));
  EXPECT_EQ(around({id("d"), 3}), (Keys{"d"}));
  const Network network = *index_.network({id("a"), 1});
  ASSERT_EQ(network.links.size(), 1);
  EXPECT_EQ(network.links[0].relation, "telephone");
  EXPECT_EQ(network.links[0].value, "01");
  EXPECT_EQ(network.links[0].entities, 2);
  EXPECT_EQ(network.links[0].first_date, "2024-01-01");
  EXPECT_EQ(network.links[0].last_date, "2025-01-01");
  EXPECT_FALSE(index_.network({"ZZZZZZZ", 1}).has_value());
}

TEST_F(Town, a_hub_is_counted_and_not_followed) {
  std::vector<Change> many = {person("a", {{"telephone", "01"}, {"vehicle", "V1"}}),
                              person("b", {{"vehicle", "V1"}})};
  for (int n = 0; n < 40; ++n)
    many.push_back(person("t" + std::to_string(n), {{"telephone", "01"}}));
  add(many);
  const Network network = *index_.network({id("a"), 2});
  EXPECT_EQ(around({id("a"), 2}), (Keys{"a", "b"}));
  ASSERT_EQ(network.hubs.size(), 1);
  EXPECT_EQ(network.hubs[0].entities, 41);
  EXPECT_FALSE(network.hubs[0].or_more);
  NetworkRequest wide{id("a"), 1};
  wide.hub_min = 100;
  wide.entities_max = 30;
  const Network cut = *index_.network(wide);
  EXPECT_EQ(cut.entities.size(), 30);
  EXPECT_EQ(cut.left_out, 12);
}

TEST_F(Town, what_changed_or_went_or_may_not_be_seen_joins_nobody) {
  add({person("a", {{"telephone", "01"}}), person("b", {{"telephone", "01"}}),
       person("c", {{"telephone", "01"}}), person("s", {{"telephone", "01"}}, "", "secret")});
  EXPECT_EQ(around({id("a"), 1}), (Keys{"a", "b", "c", "s"}));
  ViewPlan plan{{{"tax"}, {}, {{"telephone", record::Masking::show}}, {}, {}, {}}};
  EXPECT_EQ(index_.view(plan).network({id("a"), 1})->entities.size(), 3);
  plan.filter.fields["telephone"] = record::Masking::hide;
  EXPECT_EQ(index_.view(plan).network({id("a"), 1})->entities.size(), 1);
  Change moved = person("b", {{"telephone", "02"}});
  moved.kind = Change::Kind::change;
  add({moved, remove_record("tax", "c")});
  EXPECT_EQ(around({id("a"), 1}), (Keys{"a", "s"}));
}

TEST_F(Town, a_path_goes_over_what_is_rarest) {
  std::vector<Change> people = {person("a", {{"telephone", "01"}, {"email", "rare@example.org"}}),
                                person("m", {{"email", "rare@example.org"}, {"vehicle", "V1"}}),
                                person("z", {{"telephone", "01"}, {"vehicle", "V1"}}),
                                person("alone", {})};
  for (int n = 0; n < 30; ++n)
    people.push_back(person("t" + std::to_string(n), {{"telephone", "01"}}));
  add(people);
  const PathAnswer answer = *index_.paths({id("a"), id("z"), 3});
  ASSERT_EQ(answer.paths.size(), 3) << "the rare one, the common one, and one over a third person";
  EXPECT_EQ(answer.paths[0].entities, (Keys{id("a"), id("m"), id("z")}));
  EXPECT_DOUBLE_EQ(answer.paths[0].cost, 2) << "each of two shares";
  EXPECT_EQ(answer.paths[0].steps[1][0].relation, "vehicle");
  EXPECT_EQ(answer.paths[1].entities, (Keys{id("a"), id("z")}));
  EXPECT_DOUBLE_EQ(answer.paths[1].cost, 5) << "one that thirty-two share";
  EXPECT_TRUE(index_.paths({id("a"), id("alone")})->paths.empty());
  EXPECT_FALSE(index_.paths({id("a"), "ZZZZZZZ"}).has_value());
  const PathAnswer itself = *index_.paths({id("a"), id("a")});
  ASSERT_EQ(itself.paths.size(), 1);
  EXPECT_EQ(itself.paths[0].entities, (Keys{id("a")}));
}

TEST_F(Town, a_household_shares_a_property_at_one_time) {
  add({person("a", {{"uprn", "100"}, {"start", "2020-01-01"}}),
       person("b", {{"uprn", "100"}, {"start", "2021-01-01"}, {"end", "2022-01-01"}}),
       person("old", {{"uprn", "100"}, {"start", "2010-01-01"}, {"end", "2019-12-31"}}),
       person("always", {{"uprn", "100"}}), person("other", {{"uprn", "200"}})});
  const auto households = index_.households(id("a"));
  ASSERT_EQ(households.size(), 1);
  EXPECT_EQ(households[0].value, "100");
  EXPECT_EQ(households[0].elsewhen, 1);
  Keys members;
  for (const HouseholdMember& member : households[0].members) {
    members.push_back(index_.records_of(member.entity)[0].id);
  }
  std::sort(members.begin(), members.end());
  EXPECT_EQ(members, (Keys{"a", "always", "b"}));
  EXPECT_TRUE(index_.households(id("other")).empty());
}

TEST(relations, follow_from_the_kinds_of_columns) {
  EntityIndex index(town_plan());
  RunContext run;
  const std::vector<Change> changes = {
      add_record("tax", "1", {"anna", "smith", "1971-06-24", "5", "mill lane", "zz1 2xx"}),
      add_record("tax", "2", {"peter", "patel", "1981-01-02", "5", "mill lane", "zz1 2xx"}),
      add_record("tax", "3", {"john", "khan", "1991-01-02", "6", "mill lane", "zz1 2xx"})};
  index.apply(changes, run);
  const Network network = *index.network({*index.entity_of({"tax", "1"}), 2});
  ASSERT_EQ(network.entities.size(), 2);
  EXPECT_EQ(network.links[0].relation, "address");
  EXPECT_EQ(network.links[0].value, "5 zz1 2xx");
  EXPECT_EQ(index.households(*index.entity_of({"tax", "2"})).size(), 1);
}

}  // namespace
}  // namespace newlyn::index
