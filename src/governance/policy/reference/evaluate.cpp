// SPDX-License-Identifier: MIT
// Cedar's rules written down as they read. Values are copied, sets are compared member by member.
#include "governance/policy/reference/evaluate.h"

#include <algorithm>
#include <optional>
#include <set>
#include <stdexcept>

namespace newlyn::governance::reference {
namespace {

struct Failure {
  std::string what;
};

struct Question {
  const Entities& entities;
  const PolicyRequest& request;
};

bool belongs(const Question& question, const EntityName& entity, const EntityName& group) {
  std::set<EntityName> seen;
  std::vector<EntityName> open = {entity};
  while (!open.empty()) {
    const EntityName next = open.back();
    open.pop_back();
    if (next == group) return true;
    if (!seen.insert(next).second) continue;
    const auto found = question.entities.find(next);
    if (found == question.entities.end()) continue;
    for (const EntityName& parent : found->second.parents) open.push_back(parent);
  }
  return false;
}

bool same(const AttributeValue& left, const AttributeValue& right) {
  const auto* a = std::get_if<ValueSet>(&left.value);
  const auto* b = std::get_if<ValueSet>(&right.value);
  if (a == nullptr && b == nullptr) {
    if (left.value.index() != right.value.index()) return false;
    if (const auto* flag = std::get_if<bool>(&left.value)) {
      return *flag == std::get<bool>(right.value);
    }
    if (const auto* number = std::get_if<int64_t>(&left.value)) {
      return *number == std::get<int64_t>(right.value);
    }
    if (const auto* text = std::get_if<std::string>(&left.value)) {
      return *text == std::get<std::string>(right.value);
    }
    return std::get<EntityName>(left.value) == std::get<EntityName>(right.value);
  }
  if (a == nullptr || b == nullptr) return false;
  const auto within = [](const ValueSet& inner, const ValueSet& outer) {
    return std::all_of(inner.begin(), inner.end(), [&](const AttributeValue& member) {
      return std::any_of(outer.begin(), outer.end(),
                         [&](const AttributeValue& other) { return same(member, other); });
    });
  };
  return within(*a, *b) && within(*b, *a);
}

bool like(std::string_view text, std::string_view pattern) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] == '*') {
    return like(text, pattern.substr(1)) || (!text.empty() && like(text.substr(1), pattern));
  }
  const bool escaped = pattern[0] == '\\' && pattern.size() > 1 && pattern[1] == '*';
  if (text.empty() || text[0] != pattern[escaped ? 1 : 0]) return false;
  return like(text.substr(1), pattern.substr(escaped ? 2 : 1));
}

template <typename Kind>
Kind as(const AttributeValue& value, const char* wanted) {
  const Kind* found = std::get_if<Kind>(&value.value);
  if (found == nullptr) throw Failure{std::string("a value is no ") + wanted};
  return *found;
}

AttributeValue evaluate(const Question& question, const Expression& expression);

bool truth(const Question& question, const Expression& expression) {
  return as<bool>(evaluate(question, expression), "truth value");
}

std::optional<AttributeValue> attribute(const Question& question, const Expression& expression) {
  const Expression& object = expression.operands[0];
  const Attributes* attributes = nullptr;
  if (object.what == Operator::context) {
    attributes = &question.request.context;
  } else {
    const auto entity = as<EntityName>(evaluate(question, object), "entity");
    const auto found = question.entities.find(entity);
    if (found == question.entities.end()) return std::nullopt;
    attributes = &found->second.attributes;
  }
  const auto value = attributes->find(expression.name);
  if (value == attributes->end()) return std::nullopt;
  return value->second;
}

bool is_in(const Question& question, const Expression& expression) {
  const auto entity = as<EntityName>(evaluate(question, expression.operands[0]), "entity");
  const AttributeValue groups = evaluate(question, expression.operands[1]);
  if (const auto* group = std::get_if<EntityName>(&groups.value)) {
    return belongs(question, entity, *group);
  }
  bool found = false;
  for (const AttributeValue& group : as<ValueSet>(groups, "entity or set of entities")) {
    found = belongs(question, entity, as<EntityName>(group, "entity")) || found;
  }
  return found;
}

bool compare_sets(const Question& question, const Expression& expression) {
  const auto set = as<ValueSet>(evaluate(question, expression.operands[0]), "set");
  const AttributeValue right = evaluate(question, expression.operands[1]);
  const auto holds = [&](const AttributeValue& member) {
    return std::any_of(set.begin(), set.end(),
                       [&](const AttributeValue& other) { return same(member, other); });
  };
  if (expression.what == Operator::contains) return holds(right);
  const auto others = as<ValueSet>(right, "set");
  return expression.what == Operator::contains_all
             ? std::all_of(others.begin(), others.end(), holds)
             : std::any_of(others.begin(), others.end(), holds);
}

AttributeValue evaluate(const Question& question, const Expression& expression) {
  const auto& operands = expression.operands;
  switch (expression.what) {
    case Operator::literal:
      return expression.value;
    case Operator::principal:
      return {question.request.principal};
    case Operator::action:
      return {question.request.action};
    case Operator::resource:
      return {question.request.resource};
    case Operator::context:
      throw Failure{"the context is no value"};
    case Operator::set: {
      ValueSet set;
      for (const Expression& member : operands) set.push_back(evaluate(question, member));
      return {set};
    }
    case Operator::either:
      for (const Expression& part : operands) {
        if (truth(question, part)) return {true};
      }
      return {false};
    case Operator::both:
      for (const Expression& part : operands) {
        if (!truth(question, part)) return {false};
      }
      return {true};
    case Operator::negate:
      return {!truth(question, operands[0])};
    case Operator::choose:
      return evaluate(question, operands[truth(question, operands[0]) ? 1 : 2]);
    case Operator::equal:
    case Operator::unequal: {
      const AttributeValue left = evaluate(question, operands[0]);
      const AttributeValue right = evaluate(question, operands[1]);
      return {same(left, right) == (expression.what == Operator::equal)};
    }
    case Operator::less:
    case Operator::less_equal: {
      const auto left = as<int64_t>(evaluate(question, operands[0]), "number");
      const auto right = as<int64_t>(evaluate(question, operands[1]), "number");
      return {expression.what == Operator::less ? left < right : left <= right};
    }
    case Operator::in:
      return {is_in(question, expression)};
    case Operator::is:
      return {as<EntityName>(evaluate(question, operands[0]), "entity").type == expression.name};
    case Operator::has:
      return {attribute(question, expression).has_value()};
    case Operator::attribute: {
      const auto value = attribute(question, expression);
      if (!value) throw Failure{"the attribute " + expression.name + " is missing"};
      return *value;
    }
    case Operator::like:
      return {like(as<std::string>(evaluate(question, operands[0]), "text"), expression.name)};
    default:
      return {compare_sets(question, expression)};
  }
}

bool in_scope(const Question& question, const Scope& scope, const EntityName& entity) {
  if (!scope.type.empty() && scope.type != entity.type) return false;
  if (scope.equals && *scope.equals != entity) return false;
  if (scope.within.empty()) return true;
  return std::any_of(scope.within.begin(), scope.within.end(),
                     [&](const EntityName& group) { return belongs(question, entity, group); });
}

bool applies(const Question& question, const Rule& rule) {
  return in_scope(question, rule.principal, question.request.principal) &&
         in_scope(question, rule.action, question.request.action) &&
         in_scope(question, rule.resource, question.request.resource) &&
         std::all_of(rule.conditions.begin(), rule.conditions.end(),
                     [&](const Expression& condition) { return truth(question, condition); });
}

}  // namespace

PolicyDecision decide(const std::vector<Rule>& rules, const Entities& entities,
                      const PolicyRequest& request) {
  const Question question{entities, request};
  std::vector<std::string> permits;
  std::vector<std::string> forbids;
  PolicyDecision decision;
  for (const Rule& rule : rules) {
    try {
      if (applies(question, rule)) (rule.permits ? permits : forbids).push_back(rule.id);
    } catch (const Failure& failure) {
      decision.problems.push_back({rule.id, failure.what});
    }
  }
  decision.allowed = forbids.empty() && !permits.empty();
  decision.rules = forbids.empty() ? permits : forbids;
  std::sort(decision.rules.begin(), decision.rules.end());
  std::sort(decision.problems.begin(), decision.problems.end());
  return decision;
}

}  // namespace newlyn::governance::reference
