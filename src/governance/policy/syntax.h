// SPDX-License-Identifier: MIT
// The syntax tree of a policy file.
//
//   @id("officers_search")
//   permit (principal in Role::"officer", action == Action::"search", resource is Source)
//   when { context.purpose == "homelessness_prevention" }
//   unless { resource.restricted };
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "governance/policy.h"

namespace newlyn::governance {

/// What an expression does with its operands.
enum class Operator : uint8_t {
  literal,  // value
  principal,
  action,
  resource,
  context,
  set,     // operands are the members
  either,  // ||
  both,    // &&
  negate,  // !
  choose,  // if 0 then 1 else 2
  equal,
  unequal,
  less,
  less_equal,
  in,
  is,         // name: the type
  has,        // name: the attribute
  attribute,  // name
  contains,
  contains_all,
  contains_any,
  like,  // name: the pattern
};

/// One expression with its operands.
struct Expression {
  Operator what = Operator::literal;
  AttributeValue value;
  std::string name;
  std::vector<Expression> operands;
};

/// What a scope demands of principal, action or resource. All that is stated must hold.
struct Scope {
  std::string type;                  // "is": the type; empty: any
  std::optional<EntityName> equals;  // "=="
  std::vector<EntityName> within;    // "in": at least one of them; empty: any
};

/// One rule.
struct Rule {
  std::string id;  // from @id
  bool permits = false;
  Scope principal;
  Scope action;
  Scope resource;
  std::vector<std::pair<std::string, std::string>> annotations;
  std::vector<Expression> conditions;  // of when; those of unless are negated
};

/// Reads a policy file. Throws Error(request_invalid) with the line, what is wrong and what to do.
std::vector<Rule> parse_rules(std::string_view text);

/// Reads User::"a.haddad" alone.
std::optional<EntityName> parse_entity(std::string_view text);

}  // namespace newlyn::governance
