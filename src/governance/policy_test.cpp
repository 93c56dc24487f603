// SPDX-License-Identifier: MIT
// What policies mean, that the fast evaluator is the slow one, and that what is damaged is closed.
#include "governance/policy.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "base/random.h"
#include "governance/policy/conditions.h"
#include "governance/policy/reference/evaluate.h"

namespace newlyn::governance {
namespace {

constexpr std::string_view kPolicy = R"policy(
// Officers look people up for a purpose; nobody exports.
@id("officers_search")
permit (principal in Role::"officer", action in [Action::"search", Action::"show"],
        resource is Source)
when { context.purpose == "homelessness" && context.fields.contains("postcode") }
unless { resource in Group::"restricted" };

@id("leads_search")
permit (principal in Role::"lead", action == Action::"search", resource);

@id("no_export")
forbid (principal, action == Action::"export", resource);

@id("own_team")
forbid (principal, action, resource) when { context.team like "audit*" };
)policy";

Entities people() {
  Entities entities =
      read_roles("[officer]\nmembers = ['amal']\nroles = ['lead']\n[lead]\nmembers = ['karim']\n");
  entities[{"Source", "hostel"}].parents = {{"Group", "restricted"}};
  return entities;
}

PolicyRequest ask(const std::string& who, const std::string& action, const std::string& source) {
  PolicyRequest request{{"User", who}, {"Action", action}, {"Source", source}, {}};
  request.context["purpose"] = {std::string("homelessness")};
  request.context["fields"] = {ValueSet{{std::string("postcode")}}};
  request.context["team"] = {std::string("housing")};
  return request;
}

TEST(policy, what_no_rule_permits_is_denied) {
  const Policy policy = Policy::parse(kPolicy, people());
  const auto decision = policy.decide(ask("nobody", "search", "council_tax"));
  EXPECT_FALSE(decision.allowed);
  EXPECT_EQ(decision.reason, "No rule permits it.");
}

TEST(policy, an_answer_names_its_rule) {
  const Policy policy = Policy::parse(kPolicy, people());
  const auto decision = policy.decide(ask("amal", "search", "council_tax"));
  EXPECT_TRUE(decision.allowed);
  EXPECT_EQ(decision.reason, "Permitted by officers_search.");
  EXPECT_EQ(policy.decide(ask("karim", "search", "council_tax")).rules,
            (std::vector<std::string>{"leads_search", "officers_search"}));
}

TEST(policy, a_rule_that_forbids_outranks_all_that_permit) {
  const Policy policy = Policy::parse(kPolicy, people());
  PolicyRequest request = ask("amal", "search", "council_tax");
  request.context["team"] = {std::string("audit north")};
  const auto decision = policy.decide(request);
  EXPECT_FALSE(decision.allowed);
  EXPECT_EQ(decision.reason, "Forbidden by own_team.");
}

TEST(policy, unless_takes_back) {
  const Policy policy = Policy::parse(kPolicy, people());
  EXPECT_FALSE(policy.decide(ask("amal", "show", "hostel")).allowed);
  EXPECT_TRUE(policy.decide(ask("amal", "show", "council_tax")).allowed);
}

TEST(policy, a_rule_with_an_error_does_not_apply_and_says_so) {
  const Policy policy = Policy::parse(kPolicy, people());
  PolicyRequest request = ask("amal", "search", "council_tax");
  request.context.erase("purpose");
  const auto decision = policy.decide(request);
  EXPECT_FALSE(decision.allowed);
  ASSERT_EQ(decision.problems.size(), 1u);
  EXPECT_EQ(decision.problems[0].rule, "officers_search");
  EXPECT_NE(decision.reason.find("the attribute purpose is missing"), std::string::npos);
}

TEST(policy, a_damaged_policy_is_closed) {
  const Policy whole = Policy::parse_or_close(kPolicy, people());
  EXPECT_EQ(whole.closed_because(), "");
  for (size_t cut = 1; cut < kPolicy.size() - 1; ++cut) {
    const Policy policy = Policy::parse_or_close(kPolicy.substr(0, cut), people());
    const auto decision = policy.decide(ask("karim", "export", "council_tax"));
    EXPECT_FALSE(decision.allowed) << cut;
  }
  const Policy closed = Policy::parse_or_close("permit (principal", {});
  EXPECT_NE(closed.decide(ask("amal", "search", "x")).reason.find("cannot be read"),
            std::string::npos);
}

TEST(policy, mistakes_are_named_with_their_line) {
  const auto message = [](std::string_view text) -> std::string {
    try {
      Policy::parse(text, {});
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(message("\npermit (principal, action, resource);"),
            "Line 2 of the policy: the rule has no name. Write @id(\"a_name\") before it.");
  EXPECT_NE(message("@id(\"a\") permit (principal, action, resource)\n@id(\"b\")")
                .find("Line 2 of the policy: expected ; and found @"),
            std::string::npos);
  EXPECT_NE(message("@id(\"a\") permit (principal, action, resource);"
                    "@id(\"a\") permit (principal, action, resource);")
                .find("two rules called a"),
            std::string::npos);
  EXPECT_NE(message("@id(\"a) permit").find("closing quote"), std::string::npos);
  EXPECT_NE(message("@id(\"a\") permit (principal, action, resource) when { 1.size() };")
                .find("there is no size()"),
            std::string::npos);
  EXPECT_NE(message("@id(\"a\") permit (principal, action, resource) when {" +
                    std::string(200, '(') + "true" + std::string(200, ')') + "};")
                .find("too deep"),
            std::string::npos);
  EXPECT_NE(message("@id(\"a\") permit (principal, action, resource) when { x };").find("::"),
            std::string::npos);
}

TEST(policy, tests_beside_a_policy_are_run) {
  const Policy policy = Policy::parse(kPolicy, people());
  const auto results = run_policy_tests(policy, R"(
[[test]]
name = "leads search"
principal = 'User::"karim"'
action = 'Action::"search"'
resource = 'Source::"council_tax"'
context = { purpose = "other", fields = ["postcode"], team = "x" }
expect = "permit"
rule = "leads_search"
[[test]]
name = "wrong"
principal = 'User::"karim"'
action = 'Action::"export"'
resource = 'Source::"council_tax"'
context = { team = "x" }
expect = "permit"
)");
  ASSERT_EQ(results.size(), 2u);
  EXPECT_TRUE(results[0].passed) << results[0].what;
  EXPECT_FALSE(results[1].passed);
  EXPECT_EQ(results[1].what, "expected permit, but: Forbidden by no_export.");
}

// Random policies over a few entities, so that most requests meet some rule.

struct Maker {
  Random random;

  std::string pick(const std::vector<std::string>& list) { return list[random.below(list.size())]; }
  std::string entity() {
    return pick({"U::\"0\"", "U::\"1\"", "R::\"a\"", "R::\"b\"", "R::\"c\"", "S::\"x\"", "S::\"y\"",
                 "A::\"go\""});
  }
  std::string scope(const std::string& subject) {
    switch (random.below(6)) {
      case 0:
        return subject + " == " + entity();
      case 1:
        return subject + " in " + entity();
      case 2:
        return subject + " in [" + entity() + ", " + entity() + "]";
      case 3:
        return subject + " is " + pick({"U", "R", "S"});
      default:
        return subject;
    }
  }
  std::string value(size_t depth) {
    const uint64_t kind = random.below(depth > 3 ? 6 : 9);
    if (kind == 0) return pick({"true", "false"});
    if (kind == 1) return pick({"1", "2", "-1"});
    if (kind == 2) return pick({"\"p\"", "\"pq\"", "\"\""});
    if (kind == 3) return entity();
    if (kind == 4) return pick({"principal", "action", "resource", "context"});
    if (kind == 5) {
      return pick({"context", "principal", "resource"}) + "." + pick({"n", "s", "t", "e", "z"});
    }
    if (kind == 6) return "[" + condition(depth + 1) + ", " + value(depth + 1) + "]";
    return "(" + condition(depth + 1) + ")";
  }
  std::string condition(size_t depth) {
    switch (random.below(depth > 3 ? 6 : 11)) {
      case 0:
        return value(depth) + pick({" == ", " != ", " < ", " <= ", " > ", " >= "}) + value(depth);
      case 1:
        return value(depth) + " in " + value(depth);
      case 2:
        return value(depth) + " has " + pick({"n", "s", "z"});
      case 3:
        return value(depth) + " like " + pick({"\"p*\"", "\"*q\"", "\"\\*\""});
      case 4:
        return value(depth) + " is " + pick({"U", "S"});
      case 5:
        return value(depth);
      case 6:
        return "(" + condition(depth + 1) + ") && (" + condition(depth + 1) + ")";
      case 7:
        return "(" + condition(depth + 1) + ") || (" + condition(depth + 1) + ")";
      case 8:
        return "!(" + condition(depth + 1) + ")";
      case 9:
        return "if " + condition(depth + 1) + " then " + condition(depth + 1) + " else " +
               condition(depth + 1);
      default:
        return value(depth) + pick({".contains(", ".containsAll(", ".containsAny("}) +
               value(depth) + ")";
    }
  }
  std::string policy() {
    std::string text;
    const uint64_t count = random.below(8);
    for (uint64_t i = 0; i < count; ++i) {
      text += "@id(\"r" + std::to_string(i) + "\") " + pick({"permit", "permit", "forbid"}) + " (" +
              scope("principal") + ", " + scope("action") + ", " + scope("resource") + ")";
      if (random.below(2) == 0) text += " when { " + condition(0) + " }";
      if (random.below(4) == 0) text += " unless { " + condition(0) + " }";
      text += ";\n";
    }
    return text;
  }
  EntityName name() {
    const std::vector<EntityName> names = {{"U", "0"}, {"U", "1"}, {"R", "a"}, {"R", "b"},
                                           {"R", "c"}, {"S", "x"}, {"S", "y"}, {"A", "go"}};
    return names[random.below(names.size())];
  }
  Attributes attributes() {
    Attributes made;
    if (random.below(2) == 0) made["n"] = {int64_t{1}};
    if (random.below(2) == 0) made["s"] = {std::string("pq")};
    if (random.below(2) == 0) made["t"] = {ValueSet{{int64_t{2}}, {std::string("p")}, {name()}}};
    if (random.below(2) == 0) made["e"] = {name()};
    return made;
  }
  Entities entities() {
    Entities made;
    for (uint64_t i = random.below(8); i > 0; --i) {
      Entity& entity = made[name()];
      entity.parents.push_back(name());
      entity.attributes = attributes();
    }
    return made;
  }
};

RC_GTEST_PROP(policy, the_compiled_policy_is_the_obvious_one, (uint64_t seed)) {
  Maker maker{Random(seed)};
  const std::string text = maker.policy();
  const Entities entities = maker.entities();
  const std::vector<Rule> rules = parse_rules(text);
  const Policy policy = Policy::parse(text, entities);
  for (int i = 0; i < 8; ++i) {
    const PolicyRequest request{maker.name(), maker.name(), maker.name(), maker.attributes()};
    const PolicyDecision slow = reference::decide(rules, entities, request);
    const PolicyDecision fast = policy.decide(request);
    RC_ASSERT(fast.allowed == slow.allowed);
    RC_ASSERT(fast.rules == slow.rules);
    RC_ASSERT(fast.problems == slow.problems);
  }
}

RC_GTEST_PROP(policy, the_order_of_rules_says_nothing, (uint64_t seed)) {
  Maker maker{Random(seed)};
  const std::string text = maker.policy();
  std::vector<std::string> lines;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = text.find('\n', begin) + 1;
    lines.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  std::reverse(lines.begin(), lines.end());
  std::string turned;
  for (const std::string& line : lines) turned += line;
  const Entities entities = maker.entities();
  const PolicyRequest request{maker.name(), maker.name(), maker.name(), maker.attributes()};
  const auto one = Policy::parse(text, entities).decide(request);
  const auto other = Policy::parse(turned, entities).decide(request);
  RC_ASSERT(one.allowed == other.allowed);
  RC_ASSERT(one.reason == other.reason);
}

}  // namespace
}  // namespace newlyn::governance
