// SPDX-License-Identifier: MIT
// Teams, clearance and cases as a policy can test them.
#include "governance/facts.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "governance/decision.h"

namespace newlyn::governance {
namespace {

constexpr std::string_view kFacts = R"(
[team.refuge]
members = ["amal"]
teams = ["night_desk"]
[team.night_desk]
members = ["karim"]
[group.sensitive]
sources = ["crime"]
[restricted.staff]
cleared = ["sam"]
roles = ["audit"]
shown = "sealed"
entities = ["Q3FZBHF"]
[restricted.address]
teams = ["refuge"]
markers = ["domestic abuse"]
over = ["lifted"]
)";

Policy policy_with(std::string_view text, const std::vector<std::string>& users = {}) {
  return Policy::parse(text, policy_entities(read_roles("[audit]\nmembers = ['ines']\n"),
                                             read_facts(kFacts), users));
}

bool permits(const Policy& policy, const std::string& user, const EntityName& resource,
             const Attributes& context = {}) {
  return policy.decide({{"User", user}, {"Action", "show_entity"}, resource, context}).allowed;
}

TEST(facts, a_policy_tests_teams_groups_and_clearance) {
  const Policy policy = policy_with(R"(
@id("team") permit (principal in Team::"refuge", action, resource is Source)
unless { resource in Group::"sensitive" };
@id("cleared") permit (principal, action, resource is Restricted)
when { principal.clearance.contains(resource.class) };
)",
                                    {"nobody"});
  EXPECT_TRUE(permits(policy, "amal", {"Source", "housing"}));
  EXPECT_TRUE(permits(policy, "karim", {"Source", "housing"}));  // by a team of the team
  EXPECT_FALSE(permits(policy, "karim", {"Source", "crime"}));
  EXPECT_FALSE(permits(policy, "sam", {"Source", "housing"}));
  EXPECT_TRUE(permits(policy, "sam", {"Restricted", "staff"}));
  EXPECT_TRUE(permits(policy, "ines", {"Restricted", "staff"}));
  EXPECT_TRUE(permits(policy, "karim", {"Restricted", "address"}));
  EXPECT_FALSE(permits(policy, "karim", {"Restricted", "staff"}));
  EXPECT_FALSE(permits(policy, "nobody", {"Restricted", "staff"}));
}

TEST(facts, who_is_cleared_for_nothing_has_an_empty_clearance_and_no_missing_one) {
  const Policy policy = policy_with(R"(
@id("all") permit (principal, action, resource);
@id("closed") forbid (principal, action, resource is Restricted)
unless { principal.clearance.contains(resource.class) };
)",
                                    {"nobody"});
  EXPECT_FALSE(permits(policy, "nobody", {"Restricted", "staff"}));
  EXPECT_FALSE(permits(policy, "amal", {"Restricted", "staff"}));
  EXPECT_TRUE(permits(policy, "amal", {"Restricted", "address"}));
}

TEST(facts, a_policy_tests_when_and_where_somebody_signed_in) {
  const Policy policy = policy_with(R"(
@id("by_day") permit (principal, action, resource is Source)
when { context.hour >= 7 && context.hour < 19 && context.weekday != "sun" && context has terminal };
)");
  const Attributes by_day = {{"hour", {int64_t{9}}},
                             {"weekday", {std::string("mon")}},
                             {"terminal", {std::string("pts/0")}}};
  EXPECT_TRUE(permits(policy, "amal", {"Source", "housing"}, by_day));
  Attributes night = by_day;
  night["hour"] = {int64_t{22}};
  EXPECT_FALSE(permits(policy, "amal", {"Source", "housing"}, night));
  Attributes no_terminal = by_day;
  no_terminal.erase("terminal");
  EXPECT_FALSE(permits(policy, "amal", {"Source", "housing"}, no_terminal));
}

TEST(facts, classes_that_no_rule_opens_are_closed) {
  const PolicyFacts facts = read_facts(kFacts);
  const Policy policy = policy_with("@id(\"s\") permit (principal, action, resource is Source);");
  EXPECT_EQ(uncleared_classes(policy, {"sam", "search", {}, {}}, facts.restricted).size(), 2u);
  const Policy open = policy_with(
      "@id(\"s\") permit (principal, action == Action::\"search\", resource is Restricted) when { "
      "principal.clearance.contains(resource.class) };");
  const auto left = uncleared_classes(open, {"sam", "search", {}, {}}, facts.restricted);
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].name, "address");
  EXPECT_FALSE(left[0].sealed);
  EXPECT_EQ(uncleared_classes(open, {"sam", "show", {}, {}}, facts.restricted).size(), 2u);
}

TEST(facts, an_assignment_counts_on_its_days_for_its_account_or_team) {
  const Policy policy = policy_with("");
  const std::vector<Assignment> all = {{"amal", "", "A", "", "2026-01-01", "2026-03-31"},
                                       {"", "refuge", "B", "", "", ""},
                                       {"sam", "", "C", "", "", ""},
                                       {"karim", "", "", "D", "2026-02-01", ""}};
  const auto entities = [&](const std::string& user, const std::string& today) {
    std::string text;
    for (const Assignment& one : assignments_of(policy, user, all, today)) {
      text += one.entity + one.household;
    }
    return text;
  };
  EXPECT_EQ(entities("amal", "2026-01-01"), "AB");
  EXPECT_EQ(entities("amal", "2026-03-31"), "AB");
  EXPECT_EQ(entities("amal", "2026-04-01"), "B");
  EXPECT_EQ(entities("karim", "2026-01-31"), "B");  // by a team of the team
  EXPECT_EQ(entities("karim", "2026-02-01"), "BD");
  EXPECT_EQ(entities("nobody", "2026-02-01"), "");
}

TEST(facts, a_file_that_is_wrong_says_where) {
  const auto problem = [](std::string_view text) -> std::string {
    try {
      read_facts(text);
    } catch (const Error& error) {
      return error.what();
    }
    return "none";
  };
  EXPECT_EQ(problem("[team.a]\nmembers = ['x']\n"), "none");
  EXPECT_NE(problem("[team.a\n").find("Line 1 of the facts"), std::string::npos);
  EXPECT_NE(problem("[clearance]\n[clearance.x]\n").find("clearance is none of the facts"),
            std::string::npos);
  EXPECT_NE(problem("team = 1").find("team is none of the facts"), std::string::npos);
  EXPECT_NE(problem("[team]\na = 1").find("team.a in the facts must be a table: [team.a]"),
            std::string::npos);
  EXPECT_NE(problem("[team.a]\nmember = ['x']")
                .find("team.a in the facts has no member. It has: "
                      "members, teams."),
            std::string::npos);
  EXPECT_NE(
      problem("[team.a]\nmembers = 'x'").find("members of team.a in the facts must be a list"),
      std::string::npos);
  EXPECT_NE(problem("[restricted.a]\nshown = 'gone'").find("must be \"absent\" or \"sealed\""),
            std::string::npos);
  EXPECT_NE(problem("[restricted.a]\nshown = 1").find("must be \"absent\" or \"sealed\""),
            std::string::npos);
}

TEST(facts, tests_name_the_users_they_ask_about) {
  const auto users = tested_users("[[test]]\nname='x'\nprincipal='User::\"amal\"'\n");
  EXPECT_EQ(users, (std::vector<std::string>{"amal"}));
}

}  // namespace
}  // namespace newlyn::governance
