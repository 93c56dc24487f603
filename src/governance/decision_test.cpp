// SPDX-License-Identifier: MIT
// Purpose, role and policy together; what one of them does not allow is not in the filter.
#include "governance/decision.h"

#include <gtest/gtest.h>

namespace newlyn::governance {
namespace {

const Policy& policy() {
  static const Policy made = Policy::parse(R"policy(
@id("officers_search")
permit (principal in Role::"officer", action == Action::"search", resource is Source)
when { context.basis == "public_task" && context.fields.contains("postcode") };
@id("no_hostels")
forbid (principal, action, resource == Source::"hostel") unless { principal in Role::"lead" };
)policy",
                                           read_roles("[officer]\nmembers = ['amal', 'karim']\n"
                                                      "[lead]\nmembers = ['karim', 'sam']\n"));
  return made;
}

PurposeState state() {
  PurposeState made;
  made.purpose.name = "homelessness";
  made.purpose.owner = "Head of housing";
  made.purpose.lawful_basis = "public_task";
  made.purpose.sources = {"housing", "hostel"};
  made.purpose.roles = {"officer"};
  made.purpose.fields = {{"postcode", record::Masking::outcode}, {"health", record::Masking::hide}};
  return made;
}

TEST(decision, sources_that_the_policy_forbids_are_not_in_the_filter) {
  const auto amal = decide_access(policy(), state(), {"amal", "search", {}, {}});
  EXPECT_TRUE(amal.allowed);
  EXPECT_EQ(amal.rule, "officers_search");
  EXPECT_EQ(amal.reason, "public_task for the purpose homelessness, permitted by officers_search.");
  EXPECT_EQ(amal.filter.sources, (std::vector<std::string>{"housing"}));
  EXPECT_EQ(amal.filter.masking_of("postcode"), record::Masking::outcode);
  const auto karim = decide_access(policy(), state(), {"karim", "search", {}, {}});
  EXPECT_EQ(karim.filter.sources.size(), 2u);
}

TEST(decision, a_refusal_has_an_empty_filter_and_names_what_decided) {
  const auto one = decide_access(policy(), state(), {"amal", "search", {"hostel"}, {}});
  EXPECT_FALSE(one.allowed);
  EXPECT_EQ(one.rule, "no_hostels");
  EXPECT_EQ(one.reason,
            "Forbidden by no_hostels. Whoever keeps policy/rules.policy can say when "
            "Action::\"search\" is permitted.");
  EXPECT_TRUE(one.filter.sources.empty());
  EXPECT_TRUE(one.filter.fields.empty());
  const auto other = decide_access(policy(), state(), {"amal", "export", {"housing"}, {}});
  EXPECT_EQ(other.rule, "no rule permits");
  EXPECT_EQ(other.reason,
            "No rule permits it. Ask whoever keeps policy/rules.policy to permit "
            "Action::\"export\", or somebody who may do it.");
  const auto none = decide_access(policy(), state(), {"amal", "search", {"benefits"}, {}});
  EXPECT_NE(none.reason.find("has none of these sources"), std::string::npos);
}

TEST(decision, of_sources_that_nobody_named_it_is_not_told_which_forbidden_ones_there_are) {
  const auto asked = [](std::vector<std::string> there) {
    return decide_access(policy(), state(), {"amal", "search", std::move(there), {}, true}).reason;
  };
  EXPECT_EQ(asked({"benefits"}),
            "The purpose homelessness has none of these sources. Ask for others, or use another "
            "purpose.");
  EXPECT_EQ(asked({"benefits", "hostel"}), asked({"benefits"}));
  PurposeState hostels = state();
  hostels.purpose.sources = {"hostel"};
  for (const std::vector<std::string>& there :
       {std::vector<std::string>{"benefits"}, std::vector<std::string>{"benefits", "hostel"}}) {
    EXPECT_EQ(decide_access(policy(), hostels, {"amal", "search", there, {}, true}).reason,
              "Forbidden by no_hostels. Whoever keeps policy/rules.policy can say when "
              "Action::\"search\" is permitted.");
  }
}

TEST(decision, a_purpose_that_does_not_work_allows_nothing) {
  PurposeState ended = state();
  ended.obstacles = {{"It ended on 2026-01-01.", "Add a version."}};
  const auto decision = decide_access(policy(), ended, {"karim", "search", {}, {}});
  EXPECT_FALSE(decision.allowed);
  EXPECT_EQ(decision.reason,
            "The purpose homelessness may not be used. It ended on 2026-01-01. Add a version.");
}

TEST(decision, who_has_none_of_its_roles_may_not_use_a_purpose) {
  const auto decision = decide_access(policy(), state(), {"sam", "search", {}, {}});
  EXPECT_FALSE(decision.allowed);
  EXPECT_EQ(
      decision.reason,
      "The purpose homelessness is for officer only. Ask Head of housing for the role, or use "
      "another purpose.");
}

TEST(decision, a_caller_cannot_say_another_purpose_than_the_one_used) {
  PurposeState other = state();
  other.purpose.lawful_basis = "consent";
  const auto decision = decide_access(
      policy(), other, {"amal", "search", {"housing"}, {{"basis", {std::string("public_task")}}}});
  EXPECT_FALSE(decision.allowed);
}

TEST(decision, a_damaged_policy_is_closed) {
  const Policy closed = Policy::parse_or_close("permit", {});
  const auto decision = decide_access(closed, state(), {"amal", "search", {}, {}});
  EXPECT_FALSE(decision.allowed);
  EXPECT_NE(decision.reason.find("cannot be read"), std::string::npos);
}

}  // namespace
}  // namespace newlyn::governance
