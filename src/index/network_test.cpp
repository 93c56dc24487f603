// SPDX-License-Identifier: MIT
// Entities around an entity by what they share, hubs collapsed, paths by rarity, households.
#include <gtest/gtest.h>

#include <algorithm>

#include "index/index.h"
#include "index/testing/made_world.h"
#include "index/view.h"
#include "record/declared_end.h"

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
 public:
  static IndexPlan plan() {
    IndexPlan plan = town_plan();
    plan.relations = {{"telephone", {"telephone"}},
                      {"email", {"email"}},
                      {"vehicle", {"vehicle"}},
                      {"property", {"uprn"}}};
    return plan;
  }

 protected:
  Town() : index_(plan()) {}
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

TEST_F(Town, a_household_keeps_its_id_while_people_come_and_go) {
  const auto household = [&](const std::string& who) {
    const auto all = index_.households(id(who));
    return all.size() == 1 ? all[0].id : std::to_string(all.size()) + " households";
  };
  add({person("old", {{"uprn", "100"}, {"start", "2001-01-01"}, {"end", "2009-12-31"}}),
       person("older", {{"uprn", "100"}, {"start", "2002-01-01"}, {"end", "2008-12-31"}}),
       person("a", {{"uprn", "100"}, {"start", "2015-05-01"}, {"end", "2020-06-30"}}),
       person("b", {{"uprn", "100"}, {"start", "2019-01-01"}})});
  EXPECT_EQ(household("old"), "100/2001-01-01");
  EXPECT_EQ(household("older"), "100/2001-01-01");
  EXPECT_EQ(household("a"), "100/2015-05-01");
  EXPECT_EQ(household("b"), "100/2015-05-01");
  add({person("c", {{"uprn", "100"}, {"start", "2021-02-01"}})});
  EXPECT_EQ(household("c"), "100/2015-05-01") << "whom the first one never met";
  add({remove_record("tax", "b")});
  EXPECT_EQ(household("a"), "0 households");
  EXPECT_EQ(household("c"), "0 households");
  add({person("d", {{"uprn", "300"}}), person("e", {{"uprn", "300"}, {"start", "2020-01-01"}})});
  EXPECT_EQ(household("d"), "300/always");
  EXPECT_EQ(household("e"), "300/always");
}

TEST_F(Town, a_link_has_the_time_in_which_both_had_what_they_share) {
  IndexPlan with_periods = town_plan();  // with the rules that come of themselves
  EntityIndex index(with_periods);
  RunContext run;
  const std::vector<Change> people = {person("a", {{"address_start", "2019-02-01"},
                                                   {"address_end", "2021-06-30"},
                                                   {"uprn", "17"},
                                                   {"vehicle", "ab12cde"},
                                                   {"vehicle_end", "2020-01-31"}}),
                                      person("b", {{"address_start", "2021-01-01"},
                                                   {"uprn", "17"},
                                                   {"vehicle", "ab12cde q1aaa"},
                                                   {"vehicle_start", "2020-02-01"}}),
                                      person("c", {{"vehicle", "q1aaa"}})};
  index.apply(people, run);
  const Network network = *index.network({*index.entity_of({"tax", "b"}), 1});
  ASSERT_EQ(network.links.size(), 3);
  const auto link_of = [&](const std::string& value) {
    return *std::find_if(network.links.begin(), network.links.end(),
                         [&](const NetworkLink& link) { return link.value == value; });
  };
  EXPECT_EQ(link_of("17").relation, "property");
  EXPECT_EQ(link_of("17").from, "2021-01-01");
  EXPECT_EQ(link_of("17").until, "2021-06-30");
  EXPECT_FALSE(link_of("17").is_elsewhen);
  EXPECT_TRUE(link_of("ab12cde").is_elsewhen) << "one after the other";
  EXPECT_EQ(link_of("ab12cde").from, "");
  EXPECT_EQ(link_of("q1aaa").from, "2020-02-01") << "of several vehicles each is shared";
  EXPECT_EQ(link_of("q1aaa").entities, 2);
  EXPECT_EQ(index.households(*index.entity_of({"tax", "a"})).size(), 1);
}

/// The ends of relations of a record.
FieldValue ends(std::vector<record::DeclaredEnd> list) {
  return {std::string(record::kRelationField), record::declared_ends_text(std::move(list))};
}
record::DeclaredEnd anchor(const std::string& key) { return {true, "REGISTER", key, "", "", ""}; }
record::DeclaredEnd pointer(const std::string& key, const std::string& role = "",
                            const std::string& from = "", const std::string& until = "") {
  return {false, "REGISTER", key, role, from, until};
}

TEST_F(Town, a_declared_relation_leads_from_who_points_to_who_has_the_name) {
  // The pointer comes before its anchor; who points at the same name is joined to nobody by that.
  add({person("owner", {ends({pointer("7", "Owns 60%", "2020", "2022-01-31")})}, "2024-01-01"),
       person("other", {ends({pointer("7", "Owns 40%"), pointer("9")})})});
  EXPECT_EQ(around({id("owner"), 3}), (Keys{"owner"}));
  add({person("shop", {ends({anchor("7")})}, "2025-01-01"),
       person("same_key", {ends({{true, "", "7", "", "", ""}})})});
  EXPECT_EQ(around({id("owner"), 1}), (Keys{"owner", "shop"}));
  EXPECT_EQ(around({id("owner"), 2}), (Keys{"other", "owner", "shop"}));
  EXPECT_EQ(around({id("shop"), 1}), (Keys{"other", "owner", "shop"}));
  const Network network = *index_.network({id("shop"), 1});
  ASSERT_EQ(network.links.size(), 2);
  const auto owned = std::find_if(network.links.begin(), network.links.end(),
                                  [&](const auto& link) { return link.left == id("owner"); });
  ASSERT_NE(owned, network.links.end());
  EXPECT_EQ(owned->right, id("shop"));
  EXPECT_EQ(owned->relation, kDeclared);
  EXPECT_EQ(owned->role, "Owns 60%");
  EXPECT_EQ(owned->value, "REGISTER 7");
  EXPECT_EQ(owned->domain, "REGISTER");
  EXPECT_EQ(owned->key, "7");
  EXPECT_EQ(owned->from, "2020");
  EXPECT_EQ(owned->until, "2022-01-31");
  EXPECT_EQ(owned->entities, 3);
  EXPECT_EQ(owned->first_date, "2024-01-01");
  EXPECT_EQ(owned->last_date, "2025-01-01");
  const PathAnswer there = *index_.paths({id("owner"), id("other"), 1});
  const PathAnswer back = *index_.paths({id("other"), id("owner"), 1});
  ASSERT_EQ(there.paths.size(), 1);
  EXPECT_EQ(there.paths[0].entities, (Keys{id("owner"), id("shop"), id("other")}));
  EXPECT_DOUBLE_EQ(there.paths[0].cost, back.paths.at(0).cost);
  // What is no relation any more joins nobody.
  Change sold = person("owner", {});
  sold.kind = Change::Kind::change;
  add({sold});
  EXPECT_EQ(around({id("shop"), 1}), (Keys{"other", "shop"}));
  add({remove_record("tax", "shop")});
  EXPECT_EQ(around({id("other"), 1}), (Keys{"other"}));
}

TEST_F(Town, who_may_not_see_the_record_that_declares_it_sees_no_relation) {
  add({person("owner", {ends({pointer("7")})}, "", "secret"), person("shop", {ends({anchor("7")})}),
       person("till", {ends({pointer("7")})})});
  ViewPlan plan{{{"tax"}, {}, {{"relation", record::Masking::show}}, {}, {}, {}}};
  EXPECT_EQ(index_.view(plan).network({id("shop"), 1})->entities.size(), 2);
  const View view = index_.view(plan);
  EXPECT_EQ(View::declared({&view}, {id("shop")})->links.size(), 1);
  plan.filter.fields["relation"] = record::Masking::known;
  EXPECT_EQ(index_.view(plan).network({id("shop"), 1})->entities.size(), 1);
}

TEST_F(Town, very_many_who_point_at_a_name_are_counted_and_whom_each_points_at_is_shown) {
  std::vector<Change> many = {person("agent", {ends({anchor("1")})})};
  for (int n = 0; n < 40; ++n) {
    many.push_back(person("t" + std::to_string(n), {ends({pointer("1", "tenant")})}));
  }
  add(many);
  EXPECT_EQ(around({id("agent"), 2}), (Keys{"agent"}));
  EXPECT_EQ(index_.network({id("agent"), 1})->hubs.at(0).entities, 40);
  EXPECT_EQ(around({id("t0"), 2}), (Keys{"agent", "t0"}));
  const Network network = *index_.network({id("t0"), 2});
  ASSERT_EQ(network.links.size(), 1);
  EXPECT_EQ(network.links[0].entities, 41);
  EXPECT_EQ(network.hubs.at(0).entity, id("agent"));
  EXPECT_EQ(network.hubs.at(0).relation, kDeclared);
}

TEST(relations, declared_ones_lead_from_one_index_into_another) {
  IndexPlan first = Town::plan();
  IndexPlan second = Town::plan();
  first.id_lanes = second.id_lanes = 2;
  second.id_lane = 1;
  EntityIndex people(std::move(first));
  EntityIndex bodies(std::move(second));
  RunContext run;
  const std::vector<Change> owner = {
      person("owner", {ends({pointer("7", "President")}), {"telephone", "01"}})};
  const std::vector<Change> shop = {person("shop", {ends({anchor("7")}), {"telephone", "01"}}),
                                    person("bank", {{"telephone", "01"}})};
  people.apply(owner, run);
  bodies.apply(shop, run);
  const std::string from = *people.entity_of({"tax", "owner"});
  const std::string to = *bodies.entity_of({"tax", "bank"});
  const View of_people = people.view();
  const View of_bodies = bodies.view();
  const View::Views both = {&of_people, &of_bodies};
  EXPECT_EQ(View::network({&of_people}, {from, 2})->entities.size(), 1);
  EXPECT_EQ(View::network(both, {from, 2})->entities.size(), 3) << "the bank over the shop";
  const auto paths = View::paths(both, {from, to});
  ASSERT_EQ(paths->paths.size(), 1);
  EXPECT_EQ(paths->paths[0].steps[0][0].role, "President");
  EXPECT_EQ(paths->paths[0].steps[1][0].relation, "telephone");
  EXPECT_FALSE(View::network(both, {"ZZZZZZZ", 1}).has_value());
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
