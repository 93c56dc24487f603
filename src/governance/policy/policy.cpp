// SPDX-License-Identifier: MIT
// A policy compiled to tables: each rule lies under one entity that its scopes name, the one with
// the fewest rules, so that a request looks only at rules under what it belongs to.
#include "governance/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <unordered_map>

#include "base/error.h"
#include "governance/policy/conditions.h"
#include "governance/policy/syntax.h"

namespace newlyn::governance {

struct Policy::Tables {
  Tables(std::vector<Rule> given, const Entities& entities)
      : rules(std::move(given)), table(entities) {}

  std::vector<Rule> rules;
  EntityTable table;
  // Per role in the request: rules under an entity.
  std::unordered_map<EntityName, std::vector<uint32_t>, EntityNameHash> under[3];
  std::vector<uint32_t> anywhere;  // rules whose scopes name no entity
  std::string closed_because;
};

namespace {

std::span<const EntityName> named_by(const Scope& scope) {
  if (scope.equals) return {&*scope.equals, 1};
  return scope.within;
}

std::span<const EntityName> named_by(const Rule& rule, size_t role) {
  return named_by(role == 0 ? rule.principal : role == 1 ? rule.action : rule.resource);
}

bool in_scope(const EntityTable& table, const Scope& scope, const EntityName& entity) {
  if (!scope.type.empty() && scope.type != entity.type) return false;
  if (scope.equals && *scope.equals != entity) return false;
  return scope.within.empty() ||
         std::any_of(scope.within.begin(), scope.within.end(),
                     [&](const EntityName& group) { return table.belongs(entity, group); });
}

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

void give_reason(PolicyDecision& decision) {
  if (decision.rules.empty()) {
    decision.reason = "No rule permits it.";
  } else {
    decision.reason = fmt::format("{} by {}.", decision.allowed ? "Permitted" : "Forbidden",
                                  join(decision.rules));
  }
  for (const PolicyProblem& problem : decision.problems) {
    decision.reason += fmt::format(" The rule {} was not applied: {}.", problem.rule, problem.what);
  }
}

}  // namespace

std::string entity_text(const EntityName& name) {
  return fmt::format("{}::\"{}\"", name.type, name.id);
}

Policy Policy::parse(std::string_view text, const Entities& entities) {
  auto tables = std::make_shared<Tables>(parse_rules(text), entities);
  // How many rules would lie under each entity, per role in the request.
  std::unordered_map<EntityName, uint32_t, EntityNameHash> crowd[3];
  for (const Rule& rule : tables->rules) {
    for (size_t role = 0; role < 3; ++role) {
      for (const EntityName& name : named_by(rule, role)) ++crowd[role][name];
    }
  }
  for (uint32_t number = 0; number < tables->rules.size(); ++number) {
    const Rule& rule = tables->rules[number];
    size_t best = 3;
    uint64_t least = UINT64_MAX;
    for (size_t role = 0; role < 3; ++role) {
      uint64_t rules = named_by(rule, role).empty() ? UINT64_MAX : 0;
      for (const EntityName& name : named_by(rule, role)) rules += crowd[role][name];
      if (rules < least) {
        least = rules;
        best = role;
      }
    }
    if (best == 3) {
      tables->anywhere.push_back(number);
      continue;
    }
    for (const EntityName& name : named_by(rule, best)) {
      auto& under = tables->under[best][name];
      if (under.empty() || under.back() != number) under.push_back(number);
    }
  }
  return Policy(std::move(tables));
}

Policy Policy::parse_or_close(std::string_view text, const Entities& entities) {
  try {
    return parse(text, entities);
  } catch (const Error& error) {
    auto tables = std::make_shared<Tables>(std::vector<Rule>(), Entities());
    tables->closed_because = error.what();
    return Policy(std::move(tables));
  }
}

PolicyDecision Policy::decide(const PolicyRequest& request) const {
  const Tables& tables = *tables_;
  PolicyDecision decision;
  if (!tables.closed_because.empty()) {
    decision.reason = fmt::format("Everything is refused, because the policy cannot be read. {}",
                                  tables.closed_because);
    return decision;
  }
  std::vector<uint32_t> candidates = tables.anywhere;
  const EntityName* const asked[3] = {&request.principal, &request.action, &request.resource};
  for (size_t role = 0; role < 3; ++role) {
    const auto add = [&](const EntityName& name) {
      const auto found = tables.under[role].find(name);
      if (found == tables.under[role].end()) return;
      candidates.insert(candidates.end(), found->second.begin(), found->second.end());
    };
    add(*asked[role]);
    const auto known = tables.table.numbers.find(*asked[role]);
    if (known == tables.table.numbers.end()) continue;
    for (const uint32_t ancestor : tables.table.ancestors[known->second]) {
      if (ancestor != known->second) add(*tables.table.names[ancestor]);
    }
  }
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  std::vector<std::string> permits;
  for (const uint32_t number : candidates) {
    const Rule& rule = tables.rules[number];
    if (!in_scope(tables.table, rule.principal, request.principal) ||
        !in_scope(tables.table, rule.action, request.action) ||
        !in_scope(tables.table, rule.resource, request.resource)) {
      continue;
    }
    std::string problem;
    const bool holds = conditions_hold(rule.conditions, tables.table, request, problem);
    if (!problem.empty()) decision.problems.push_back({rule.id, problem});
    if (holds) (rule.permits ? permits : decision.rules).push_back(rule.id);
  }
  if (decision.rules.empty()) {
    decision.rules = std::move(permits);
    decision.allowed = !decision.rules.empty();
  }
  std::sort(decision.rules.begin(), decision.rules.end());
  std::sort(decision.problems.begin(), decision.problems.end());
  give_reason(decision);
  return decision;
}

bool Policy::belongs(const EntityName& entity, const EntityName& group) const {
  return tables_->table.belongs(entity, group);
}

size_t Policy::rule_count() const { return tables_->rules.size(); }

const std::string& Policy::closed_because() const { return tables_->closed_because; }

}  // namespace newlyn::governance
