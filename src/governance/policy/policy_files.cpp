// SPDX-License-Identifier: MIT
// The files beside a policy: roles, and tests, both TOML.
#include <fmt/format.h>

#include <functional>
#include <optional>

#include "base/error.h"
#include "base/toml.h"
#include "governance/facts.h"
#include "governance/policy.h"
#include "governance/policy/policy_toml.h"
#include "governance/policy/syntax.h"

namespace newlyn::governance {
namespace {

void add_members(Entities& entities, const toml::node_view<toml::node>& list, const char* type,
                 const std::string& role) {
  if (!list) return;
  const char* member = std::string_view(type) == "User" ? "members" : "roles";
  const toml::array* names = list.as_array();
  if (names == nullptr) {
    throw Error(Code::request_invalid,
                fmt::format("The role {} must list its {} in brackets: {} = [\"name\"].", role,
                            member, member));
  }
  size_t number = 0;
  for (const toml::node& name : *names) {
    const auto text = name.value<std::string>();
    ++number;
    if (!text) {
      throw Error(Code::request_invalid,
                  fmt::format("The role {}: number {} of its {} is no text. Put it into quotes.",
                              role, number, member));
    }
    entities[{type, *text}].parents.push_back({"Role", role});
  }
}

std::optional<AttributeValue> value_of(const toml::node& node) {
  if (const auto flag = node.value_exact<bool>()) return AttributeValue{*flag};
  if (const auto number = node.value_exact<int64_t>()) return AttributeValue{*number};
  if (const auto text = node.value_exact<std::string>()) {
    if (const auto entity = parse_entity(*text)) return AttributeValue{*entity};
    return AttributeValue{*text};
  }
  const toml::array* list = node.as_array();
  if (list == nullptr) return std::nullopt;
  ValueSet set;
  for (const toml::node& member : *list) {
    auto value = value_of(member);
    if (!value) return std::nullopt;
    set.push_back(std::move(*value));
  }
  return AttributeValue{std::move(set)};
}

EntityName entity_of(const toml::table& test, const std::string& name, const char* member,
                     const char* example) {
  const auto text = test[member].value<std::string>();
  const auto entity = text ? parse_entity(*text) : std::nullopt;
  if (!entity) {
    throw Error(
        Code::request_invalid,
        fmt::format("The policy test {} has {}. Write an entity: {} = '{}'.", name,
                    text ? fmt::format("{} = '{}'", member, *text) : fmt::format("no {}", member),
                    member, example));
  }
  return *entity;
}

Attributes context_of(const toml::table& test, const std::string& name) {
  Attributes context;
  const toml::table* given = test["context"].as_table();
  if (given == nullptr) return context;
  for (const auto& [key, node] : *given) {
    auto value = value_of(node);
    if (!value) {
      throw Error(Code::request_invalid,
                  fmt::format("In the policy test {} the context's {} is no truth value, whole "
                              "number, text, entity or list of these. Mend it.",
                              name, key.str()));
    }
    context.emplace(key.str(), std::move(*value));
  }
  return context;
}

PolicyTestResult run_test(const Policy& policy, const toml::table& test) {
  PolicyTestResult result;
  result.name = test["name"].value_or(std::string("without a name"));
  const std::string expected = test["expect"].value_or(std::string());
  if (expected != "permit" && expected != "deny") {
    throw Error(Code::request_invalid,
                fmt::format("The policy test {} has {}. Write expect = \"permit\" or \"deny\".",
                            result.name,
                            test.contains("expect") ? fmt::format("expect = \"{}\"", expected)
                                                    : std::string("no expect")));
  }
  const PolicyDecision decision =
      policy.decide({entity_of(test, result.name, "principal", "User::\"amal\""),
                     entity_of(test, result.name, "action", "Action::\"search\""),
                     entity_of(test, result.name, "resource", "Source::\"housing\""),
                     context_of(test, result.name)});
  const auto rule = test["rule"].value<std::string>();
  const bool by_rule = !rule || (decision.rules.size() == 1 && decision.rules[0] == *rule);
  result.passed = decision.allowed == (expected == "permit") && by_rule;
  if (!result.passed) {
    result.what = fmt::format("expected {}{}, but: {}", expected,
                              rule ? fmt::format(" by {}", *rule) : "", decision.reason);
  }
  return result;
}

void each_test(const toml::table& file, const std::function<void(const toml::table&)>& take) {
  const toml::array* tests = file["test"].as_array();
  if (tests == nullptr) {
    throw Error(Code::request_invalid,
                "The policy has no tests. Write at least one [[test]] with name, principal, "
                "action, resource and expect.");
  }
  size_t number = 0;
  for (const toml::node& test : *tests) {
    ++number;
    if (test.as_table() == nullptr) {
      throw Error(Code::request_invalid,
                  fmt::format("Number {} of the policy's tests is no table. Begin each with "
                              "[[test]], and write name, principal, action, resource and expect "
                              "below it.",
                              number));
    }
    take(*test.as_table());
  }
}

}  // namespace

toml::table parse_policy_toml(std::string_view text, std::string_view what) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    throw Error(Code::request_invalid,
                fmt::format("Line {} of the {}: {}. Mend the file.", error.source().begin.line,
                            what, error.description()));
  }
}

Entities read_roles(std::string_view text) {
  toml::table file = parse_policy_toml(text, "roles");
  Entities entities;
  for (auto&& [key, node] : file) {
    toml::table* role = node.as_table();
    const std::string name(key.str());
    if (role == nullptr) {
      throw Error(Code::request_invalid,
                  fmt::format("{} in the roles is no role. Write [{}] and below it members = "
                              "[\"name\"].",
                              name, name));
    }
    for (const auto& [member, ignored] : *role) {
      if (member.str() != "members" && member.str() != "roles") {
        throw Error(Code::request_invalid,
                    fmt::format("The role {} has {}, which no role has. Write members = [\"name\"] "
                                "for people, or roles = [\"name\"] for roles.",
                                name, member.str()));
      }
    }
    add_members(entities, (*role)["members"], "User", name);
    add_members(entities, (*role)["roles"], "Role", name);
  }
  return entities;
}

std::vector<PolicyTestResult> run_policy_tests(const Policy& policy, std::string_view text) {
  const toml::table file = parse_policy_toml(text, "policy tests");
  std::vector<PolicyTestResult> results;
  each_test(file, [&](const toml::table& test) { results.push_back(run_test(policy, test)); });
  return results;
}

std::vector<std::string> tested_users(std::string_view text) {
  const toml::table file = parse_policy_toml(text, "policy tests");
  std::vector<std::string> users;
  each_test(file, [&](const toml::table& test) {
    const auto principal = parse_entity(test["principal"].value_or(std::string()));
    if (principal && principal->type == "User") users.push_back(principal->id);
  });
  return users;
}

}  // namespace newlyn::governance
