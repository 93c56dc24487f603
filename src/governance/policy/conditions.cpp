// SPDX-License-Identifier: MIT
// Walks an expression with references into the policy, the entities and the request.
#include "governance/policy/conditions.h"

#include <algorithm>
#include <deque>
#include <utility>

namespace newlyn::governance {
namespace {

/// One evaluation: values it makes live in `made` until its end. A null value is a failure.
class Evaluation {
 public:
  Evaluation(const EntityTable& table, const PolicyRequest& request)
      : table_(table),
        request_(request),
        principal_{request.principal},
        action_{request.action},
        resource_{request.resource} {}

  const AttributeValue* evaluate(const Expression& expression);
  const bool* truth(const Expression& expression);
  const std::string& problem() const { return problem_; }

 private:
  using Value = const AttributeValue*;

  Value fail(std::string what) {
    if (problem_.empty()) problem_ = std::move(what);
    return nullptr;
  }
  static Value flag(bool value) {
    static const AttributeValue yes{true};
    static const AttributeValue no{false};
    return value ? &yes : &no;
  }
  template <typename Kind>
  const Kind* as(Value value, const char* wanted) {
    const Kind* found = value == nullptr ? nullptr : std::get_if<Kind>(&value->value);
    if (found == nullptr) fail(std::string("a value is no ") + wanted);
    return found;
  }

  Value make_set(const Expression& expression);
  Value junction(const Expression& expression, bool stops_at);
  Value choose(const Expression& expression);
  Value equality(const Expression& expression);
  Value order(const Expression& expression);
  Value is_in(const Expression& expression);
  Value attribute(const Expression& expression, bool only_has);
  Value compare_sets(const Expression& expression);

  const EntityTable& table_;
  const PolicyRequest& request_;
  AttributeValue principal_;
  AttributeValue action_;
  AttributeValue resource_;
  std::deque<AttributeValue> made_;
  std::string problem_;
};

const bool* Evaluation::truth(const Expression& expression) {
  return as<bool>(evaluate(expression), "truth value");
}

Evaluation::Value Evaluation::make_set(const Expression& expression) {
  ValueSet set;
  for (const Expression& member : expression.operands) {
    const Value value = evaluate(member);
    if (value == nullptr) return nullptr;
    set.push_back(*value);
  }
  return &made_.emplace_back(AttributeValue{std::move(set)});
}

/// && stops at the first false, || at the first true; what comes after is not looked at.
Evaluation::Value Evaluation::junction(const Expression& expression, bool stops_at) {
  for (const Expression& part : expression.operands) {
    const bool* holds = truth(part);
    if (holds == nullptr) return nullptr;
    if (*holds == stops_at) return flag(stops_at);
  }
  return flag(!stops_at);
}

Evaluation::Value Evaluation::choose(const Expression& expression) {
  const bool* holds = truth(expression.operands[0]);
  if (holds == nullptr) return nullptr;
  return evaluate(expression.operands[*holds ? 1 : 2]);
}

Evaluation::Value Evaluation::equality(const Expression& expression) {
  const Value left = evaluate(expression.operands[0]);
  const Value right = left == nullptr ? nullptr : evaluate(expression.operands[1]);
  if (right == nullptr) return nullptr;
  return flag(same_value(*left, *right) == (expression.what == Operator::equal));
}

Evaluation::Value Evaluation::order(const Expression& expression) {
  const auto* left = as<int64_t>(evaluate(expression.operands[0]), "number");
  const auto* right =
      left == nullptr ? nullptr : as<int64_t>(evaluate(expression.operands[1]), "number");
  if (right == nullptr) return nullptr;
  return flag(expression.what == Operator::less ? *left < *right : *left <= *right);
}

Evaluation::Value Evaluation::is_in(const Expression& expression) {
  const auto* entity = as<EntityName>(evaluate(expression.operands[0]), "entity");
  const Value groups = entity == nullptr ? nullptr : evaluate(expression.operands[1]);
  if (groups == nullptr) return nullptr;
  if (const auto* group = std::get_if<EntityName>(&groups->value)) {
    return flag(table_.belongs(*entity, *group));
  }
  const auto* set = as<ValueSet>(groups, "entity or set of entities");
  if (set == nullptr) return nullptr;
  bool found = false;
  for (const AttributeValue& member : *set) {
    const auto* group = as<EntityName>(&member, "entity");
    if (group == nullptr) return nullptr;
    found = found || table_.belongs(*entity, *group);
  }
  return flag(found);
}

Evaluation::Value Evaluation::attribute(const Expression& expression, bool only_has) {
  const Attributes* attributes = &request_.context;
  if (expression.operands[0].what != Operator::context) {
    const auto* entity = as<EntityName>(evaluate(expression.operands[0]), "entity");
    if (entity == nullptr) return nullptr;
    attributes = table_.attributes_of(*entity);
  }
  const bool known = attributes != nullptr && attributes->contains(expression.name);
  if (only_has) return flag(known);
  if (!known) return fail("the attribute " + expression.name + " is missing");
  return &attributes->find(expression.name)->second;
}

Evaluation::Value Evaluation::compare_sets(const Expression& expression) {
  const auto* set = as<ValueSet>(evaluate(expression.operands[0]), "set");
  const Value right = set == nullptr ? nullptr : evaluate(expression.operands[1]);
  if (right == nullptr) return nullptr;
  const auto holds = [&](const AttributeValue& member) {
    return std::any_of(set->begin(), set->end(),
                       [&](const AttributeValue& other) { return same_value(member, other); });
  };
  if (expression.what == Operator::contains) return flag(holds(*right));
  const auto* others = as<ValueSet>(right, "set");
  if (others == nullptr) return nullptr;
  return flag(expression.what == Operator::contains_all
                  ? std::all_of(others->begin(), others->end(), holds)
                  : std::any_of(others->begin(), others->end(), holds));
}

const AttributeValue* Evaluation::evaluate(const Expression& expression) {
  switch (expression.what) {
    case Operator::literal:
      return &expression.value;
    case Operator::principal:
      return &principal_;
    case Operator::action:
      return &action_;
    case Operator::resource:
      return &resource_;
    case Operator::context:
      return fail("the context is no value");
    case Operator::set:
      return make_set(expression);
    case Operator::either:
      return junction(expression, true);
    case Operator::both:
      return junction(expression, false);
    case Operator::negate: {
      const bool* holds = truth(expression.operands[0]);
      return holds == nullptr ? nullptr : flag(!*holds);
    }
    case Operator::choose:
      return choose(expression);
    case Operator::equal:
    case Operator::unequal:
      return equality(expression);
    case Operator::less:
    case Operator::less_equal:
      return order(expression);
    case Operator::in:
      return is_in(expression);
    case Operator::is: {
      const auto* entity = as<EntityName>(evaluate(expression.operands[0]), "entity");
      return entity == nullptr ? nullptr : flag(entity->type == expression.name);
    }
    case Operator::has:
      return attribute(expression, true);
    case Operator::attribute:
      return attribute(expression, false);
    case Operator::like: {
      const auto* text = as<std::string>(evaluate(expression.operands[0]), "text");
      return text == nullptr ? nullptr : flag(fits_pattern(*text, expression.name));
    }
    case Operator::contains:
    case Operator::contains_all:
    case Operator::contains_any:
      return compare_sets(expression);
  }
  return fail("an operator is not known");
}

void add_ancestors(const std::vector<std::vector<uint32_t>>& parents, uint32_t entity,
                   std::vector<uint32_t>& found) {
  found = {entity};
  for (size_t next = 0; next < found.size(); ++next) {
    for (const uint32_t parent : parents[found[next]]) {
      if (std::find(found.begin(), found.end(), parent) == found.end()) found.push_back(parent);
    }
  }
  std::sort(found.begin(), found.end());
}

}  // namespace

EntityTable::EntityTable(const Entities& entities) {
  std::vector<std::vector<uint32_t>> parents;
  const auto number = [&](const EntityName& name) {
    const auto [place, fresh] = numbers.try_emplace(name, static_cast<uint32_t>(numbers.size()));
    if (fresh) {
      names.push_back(&place->first);
      parents.emplace_back();
      attributes.emplace_back();
    }
    return place->second;
  };
  for (const auto& [name, entity] : entities) {
    const uint32_t child = number(name);
    attributes[child] = entity.attributes;
    for (const EntityName& parent : entity.parents) {
      const uint32_t above = number(parent);
      parents[child].push_back(above);
    }
  }
  ancestors.resize(parents.size());
  for (uint32_t i = 0; i < parents.size(); ++i) add_ancestors(parents, i, ancestors[i]);
}

bool EntityTable::belongs(const EntityName& entity, const EntityName& group) const {
  if (entity == group) return true;
  const auto child = numbers.find(entity);
  const auto parent = numbers.find(group);
  if (child == numbers.end() || parent == numbers.end()) return false;
  return std::binary_search(ancestors[child->second].begin(), ancestors[child->second].end(),
                            parent->second);
}

const Attributes* EntityTable::attributes_of(const EntityName& name) const {
  const auto found = numbers.find(name);
  return found == numbers.end() ? nullptr : &attributes[found->second];
}

bool same_value(const AttributeValue& left, const AttributeValue& right) {
  if (left.value.index() != right.value.index()) return false;
  const auto* a = std::get_if<ValueSet>(&left.value);
  if (a == nullptr) {
    return std::visit(
        [&](const auto& value) {
          using Kind = std::decay_t<decltype(value)>;
          if constexpr (std::is_same_v<Kind, ValueSet>) {
            return false;
          } else {
            return value == std::get<Kind>(right.value);
          }
        },
        left.value);
  }
  const auto& b = std::get<ValueSet>(right.value);
  const auto within = [](const ValueSet& inner, const ValueSet& outer) {
    return std::all_of(inner.begin(), inner.end(), [&](const AttributeValue& member) {
      return std::any_of(outer.begin(), outer.end(),
                         [&](const AttributeValue& other) { return same_value(member, other); });
    });
  };
  return within(*a, b) && within(b, *a);
}

bool fits_pattern(std::string_view text, std::string_view pattern) {
  size_t at = 0;
  size_t in_pattern = 0;
  size_t star = std::string_view::npos;  // after the last star
  size_t retry = 0;                      // where in the text it was
  while (at < text.size()) {
    const bool escaped = pattern.substr(in_pattern).starts_with("\\*");
    if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
      star = ++in_pattern;
      retry = at;
    } else if (in_pattern < pattern.size() && text[at] == pattern[in_pattern + (escaped ? 1 : 0)]) {
      ++at;
      in_pattern += escaped ? 2 : 1;
    } else if (star != std::string_view::npos) {
      in_pattern = star;
      at = ++retry;
    } else {
      return false;
    }
  }
  while (in_pattern < pattern.size() && pattern[in_pattern] == '*') ++in_pattern;
  return in_pattern == pattern.size();
}

bool conditions_hold(const std::vector<Expression>& conditions, const EntityTable& table,
                     const PolicyRequest& request, std::string& problem) {
  if (conditions.empty()) return true;
  Evaluation evaluation(table, request);
  for (const Expression& condition : conditions) {
    const bool* holds = evaluation.truth(condition);
    if (holds == nullptr) {
      problem = evaluation.problem();
      return false;
    }
    if (!*holds) return false;
  }
  return true;
}

}  // namespace newlyn::governance
