// SPDX-License-Identifier: MIT
// Policies with Cedar's meaning: nothing is allowed unless a rule permits it, a rule that forbids
// outranks every rule that permits, and the order of rules says nothing.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace newlyn::governance {

/// Names an entity: User::"a.haddad", Role::"officer", Action::"search".
struct EntityName {
  std::string type;
  std::string id;
  auto operator<=>(const EntityName&) const = default;
};

/// The name as a policy file has it.
std::string entity_text(const EntityName& name);

struct AttributeValue;

/// A set of values; order and repetition say nothing.
using ValueSet = std::vector<AttributeValue>;

/// What an attribute can hold.
struct AttributeValue {
  std::variant<bool, int64_t, std::string, EntityName, ValueSet> value;
};

/// Attributes by name.
using Attributes = std::map<std::string, AttributeValue, std::less<>>;

/// What is known of one entity.
struct Entity {
  std::vector<EntityName> parents;  // the groups or roles it belongs to
  Attributes attributes;
};

/// All entities that belong to something or have attributes. Cycles among parents are allowed.
using Entities = std::map<EntityName, Entity>;

/// One question to the policy.
struct PolicyRequest {
  EntityName principal;
  EntityName action;
  EntityName resource;
  Attributes context;
};

/// A rule whose condition could not be evaluated, and why. Such a rule does not apply.
struct PolicyProblem {
  std::string rule;
  std::string what;
  auto operator<=>(const PolicyProblem&) const = default;
};

/// The answer. Of several rules that decide alike, all are named, sorted.
struct PolicyDecision {
  bool allowed = false;
  std::vector<std::string> rules;  // that decided; empty when no rule permits
  std::vector<PolicyProblem> problems;
  std::string reason;  // a plain sentence that names the rule
};

/// A set of policies with the entities they speak of, compiled to tables. Constant after
/// construction; decide may be called from many threads at once.
class Policy {
 public:
  /// Reads the text of a policy file. Throws Error(request_invalid) with line and remedy.
  static Policy parse(std::string_view text, const Entities& entities);

  /// Reads a policy that may be damaged: what cannot be read denies everything and says why.
  static Policy parse_or_close(std::string_view text, const Entities& entities);

  /// Decides. Never throws.
  PolicyDecision decide(const PolicyRequest& request) const;

  /// Whether an entity is the group or belongs to it, directly or through others.
  bool belongs(const EntityName& entity, const EntityName& group) const;

  /// How many rules there are.
  size_t rule_count() const;

  /// Why everything is denied; empty for a policy that could be read.
  const std::string& closed_because() const;

 private:
  struct Tables;
  explicit Policy(std::shared_ptr<const Tables> tables) : tables_(std::move(tables)) {}
  std::shared_ptr<const Tables> tables_;
};

/// Reads roles from TOML: one table per role with `members` (users) and `roles` (roles whose
/// members belong to it too). Throws Error(request_invalid).
Entities read_roles(std::string_view toml);

/// The result of one test beside a policy.
struct PolicyTestResult {
  std::string name;
  bool passed = false;
  std::string what;  // what was expected and what came, when it failed
};

/// Runs tests in TOML: [[test]] with name, principal, action, resource, context, expect ("permit"
/// or "deny") and, if wanted, rule. Throws Error(request_invalid).
std::vector<PolicyTestResult> run_policy_tests(const Policy& policy, std::string_view toml);

}  // namespace newlyn::governance
