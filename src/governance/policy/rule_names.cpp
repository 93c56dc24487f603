// SPDX-License-Identifier: MIT
// Walks the syntax tree of a policy file for names.
#include "governance/rule_names.h"

#include <algorithm>

#include "governance/policy/syntax.h"

namespace newlyn::governance {
namespace {

/// Collects the names of one rule after another.
class NameCollector {
 public:
  explicit NameCollector(std::vector<RuleName>& names) : names_(names) {}

  void collect(const Rule& rule) {
    rule_ = rule.id;
    collect(RulePlace::principal, rule.principal);
    collect(RulePlace::action, rule.action);
    collect(RulePlace::resource, rule.resource);
    for (const Expression& condition : rule.conditions) collect(condition);
  }

 private:
  void add(RulePlace place, EntityName name) { names_.push_back({rule_, place, std::move(name)}); }

  void collect(RulePlace place, const Scope& scope) {
    if (!scope.type.empty()) add(place, {scope.type, ""});
    if (scope.equals) add(place, *scope.equals);
    for (const EntityName& name : scope.within) add(place, name);
  }

  void collect(const AttributeValue& value) {
    if (const auto* name = std::get_if<EntityName>(&value.value)) add(RulePlace::condition, *name);
    if (const auto* set = std::get_if<ValueSet>(&value.value)) {
      for (const AttributeValue& member : *set) collect(member);
    }
  }

  static bool is_purpose(const Expression& expression) {
    return expression.what == Operator::attribute && expression.name == "purpose" &&
           expression.operands.size() == 1 && expression.operands[0].what == Operator::context;
  }

  /// The texts that stand in an expression: what is compared with a purpose.
  void collect_purposes(const Expression& expression) {
    if (const auto* text = std::get_if<std::string>(&expression.value.value)) {
      if (expression.what == Operator::literal) add(RulePlace::condition, {"Purpose", *text});
    }
    if (const auto* set = std::get_if<ValueSet>(&expression.value.value)) {
      for (const AttributeValue& member : *set) {
        const auto* text = std::get_if<std::string>(&member.value);
        if (text != nullptr) add(RulePlace::condition, {"Purpose", *text});
      }
    }
    for (const Expression& operand : expression.operands) {
      if (expression.what == Operator::set) collect_purposes(operand);
    }
  }

  void collect(const Expression& expression) {
    if (expression.what == Operator::literal) collect(expression.value);
    const bool compares = expression.what == Operator::equal ||
                          expression.what == Operator::unequal ||
                          expression.what == Operator::contains || expression.what == Operator::in;
    const auto& operands = expression.operands;
    if (compares && std::any_of(operands.begin(), operands.end(), is_purpose)) {
      for (const Expression& operand : operands) collect_purposes(operand);
    }
    for (const Expression& operand : operands) collect(operand);
  }

  std::vector<RuleName>& names_;
  std::string rule_;
};

}  // namespace

RuleNames rule_names(std::string_view text) {
  RuleNames all;
  NameCollector collector(all.names);
  for (const Rule& rule : parse_rules(text)) {
    ++(rule.permits ? all.permits : all.forbids);
    collector.collect(rule);
  }
  return all;
}

}  // namespace newlyn::governance
