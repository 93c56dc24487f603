// SPDX-License-Identifier: MIT
// Role, purpose, field and verb, each with each: the matrix is made of the registries of roles,
// verbs and fields, so that a verb or a role without a rule fails here.
#include "workspace/governance/starter_policy.h"

#include <gtest/gtest.h>

#include <set>

#include "governance/decision.h"
#include "governance/facts.h"
#include "governance/policy.h"
#include "record/schema.h"

namespace newlyn::workspace {
namespace {

using governance::Policy;

constexpr record::Masking kMaskings[] = {record::Masking::show, record::Masking::year,
                                         record::Masking::pseudonym, record::Masking::known};

Policy starter() {
  const std::string tests = starter_tests();
  return Policy::parse(starter_rules(),
                       governance::policy_entities(governance::read_roles(starter_role_file()), {},
                                                   governance::tested_users(tests)));
}

std::string account_of(const StarterRole& role) { return "test." + std::string(role.name); }

/// What entries of a verb call it.
std::vector<std::string> actions_of(const VerbRule& rule) {
  std::vector<std::string> actions = {rule.entry.empty() ? entry_name(rule.command)
                                                         : std::string(rule.entry)};
  for (const std::string_view further : further_entries(rule.command)) {
    actions.emplace_back(further);
  }
  return actions;
}

/// Verbs that a policy says something of.
std::vector<VerbRule> ruled_verbs(VerbLeave leave) {
  std::vector<VerbRule> verbs;
  for (const VerbRule& rule : verb_rules()) {
    const bool is_ruled = rule.effect != VerbEffect::outside && rule.command != "init";
    const bool is_asked = rule.leave == leave || rule.leave == VerbLeave::of_both;
    if (is_ruled && is_asked) verbs.push_back(rule);
  }
  return verbs;
}

/// A purpose over one field, for some of the roles.
governance::PurposeState purpose_over(std::string_view field, record::Masking masking,
                                      std::vector<std::string> roles) {
  governance::PurposeState state;
  state.purpose.name = "only_" + std::string(field);
  state.purpose.owner = "Head";
  state.purpose.lawful_basis = "public_task";
  state.purpose.sources = {"people"};
  state.purpose.fields = {{std::string(field), masking}};
  state.purpose.roles = std::move(roles);
  return state;
}

TEST(starter_policy, says_of_every_verb_over_a_workspace_whose_it_is) {
  for (const VerbRule& rule : verb_rules()) {
    const auto duties = starter_duties(rule.command);
    if (rule.effect == VerbEffect::outside) continue;
    ASSERT_TRUE(duties) << rule.command << " is nobody's: name its roles in starter_policy.cpp";
    EXPECT_NE(*duties, 0) << rule.command;
    EXPECT_LT(*duties, 1 << starter_roles().size()) << rule.command;
  }
}

TEST(starter_policy, gives_every_role_of_the_six_something_to_do_and_nobody_everything) {
  const std::set<std::string_view> wanted = {"viewer",        "caseworker",
                                             "reviewer",      "analyst",
                                             "administrator", "information_governance_officer"};
  std::set<std::string_view> there;
  for (const StarterRole& role : starter_roles()) there.insert(role.name);
  EXPECT_EQ(there, wanted);
  for (size_t role = 0; role < starter_roles().size(); ++role) {
    size_t done = 0;
    size_t all = 0;
    for (const VerbLeave leave : {VerbLeave::of_sources, VerbLeave::of_workspace}) {
      for (const VerbRule& rule : ruled_verbs(leave)) {
        ++all;
        done += *starter_duties(rule.command) >> role & 1;
      }
    }
    EXPECT_GT(done, 0U) << starter_roles()[role].name;
    EXPECT_LT(done, all) << starter_roles()[role].name;
  }
}

TEST(starter_policy, passes_the_tests_beside_it) {
  const auto results = governance::run_policy_tests(starter(), starter_tests());
  EXPECT_GT(results.size(), ruled_verbs(VerbLeave::of_sources).size() * starter_roles().size());
  for (const auto& result : results) EXPECT_TRUE(result.passed) << result.name << result.what;
}

/// A field as a purpose shows it.
struct ShownField {
  std::string_view name;
  record::Masking masking = record::Masking::show;
};

/// All fields of all kinds.
std::vector<ShownField> all_fields() {
  std::vector<ShownField> fields;
  for (const record::SchemaKind& kind : record::schema_kinds()) {
    for (const record::SchemaField& field : kind.fields) {
      fields.push_back({field.name, kMaskings[fields.size() % std::size(kMaskings)]});
    }
  }
  return fields;
}

/// Asks all verbs over sources for a role, under a purpose over one field. Returns how many
/// questions were decided.
size_t ask_verbs(const Policy& policy, size_t role, const ShownField& field) {
  const auto& roles = starter_roles();
  const std::string own(roles[role].name);
  const std::string other(roles[(role + 1) % roles.size()].name);
  const auto state = purpose_over(field.name, field.masking, {own});
  const auto closed = purpose_over(field.name, field.masking, {other});
  const std::map<std::string, record::Masking> shown = state.purpose.fields;
  const std::map<std::string, record::Masking> none;
  size_t decided = 0;
  for (const VerbRule& rule : ruled_verbs(VerbLeave::of_sources)) {
    const bool is_duty = (*starter_duties(rule.command) >> role & 1) != 0;
    for (const std::string& action : actions_of(rule)) {
      const governance::AccessRequest request{account_of(roles[role]), action, {"people"}, {}};
      const auto decision = governance::decide_access(policy, state, request);
      EXPECT_EQ(decision.allowed, is_duty) << own << " " << action << " " << field.name;
      EXPECT_FALSE(decision.reason.empty() && !is_duty) << own << " " << action;
      EXPECT_EQ(decision.filter.fields, is_duty ? shown : none) << own << " " << action;
      // The role that the rule asks for is not enough: the purpose must name it too.
      EXPECT_FALSE(governance::decide_access(policy, closed, request).allowed) << action;
      ++decided;
    }
  }
  return decided;
}

TEST(starter_policy, role_purpose_field_and_verb_decide_together_over_sources) {
  const Policy policy = starter();
  size_t decided = 0;
  for (const ShownField& field : all_fields()) {
    for (size_t role = 0; role < starter_roles().size(); ++role) {
      decided += ask_verbs(policy, role, field);
    }
  }
  EXPECT_GT(decided, 5000U);
}

TEST(starter_policy, role_and_verb_decide_about_the_workspace_as_a_whole) {
  const Policy policy = starter();
  for (const VerbRule& rule : ruled_verbs(VerbLeave::of_workspace)) {
    for (const std::string& action : actions_of(rule)) {
      for (size_t role = 0; role < starter_roles().size(); ++role) {
        const bool is_duty = (*starter_duties(rule.command) >> role & 1) != 0;
        const auto decision = policy.decide({{"User", account_of(starter_roles()[role])},
                                             {"Action", action},
                                             {"Workspace", "this"},
                                             {}});
        EXPECT_EQ(decision.allowed, is_duty) << starter_roles()[role].name << " " << action;
      }
      EXPECT_FALSE(
          policy.decide({{"User", "nobody"}, {"Action", action}, {"Workspace", "this"}, {}})
              .allowed)
          << action;
    }
  }
}

}  // namespace
}  // namespace newlyn::workspace
