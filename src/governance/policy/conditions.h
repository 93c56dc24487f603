// SPDX-License-Identifier: MIT
// Evaluates conditions without copying values.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "governance/policy.h"
#include "governance/policy/syntax.h"

namespace newlyn::governance {

/// A hash of a name, for tables of entities.
struct EntityNameHash {
  size_t operator()(const EntityName& name) const noexcept {
    return std::hash<std::string>()(name.id) * 31 + std::hash<std::string>()(name.type);
  }
};

/// All entities by number, each with the sorted numbers of itself and all it belongs to.
struct EntityTable {
  std::unordered_map<EntityName, uint32_t, EntityNameHash> numbers;
  std::vector<const EntityName*> names;  // into `numbers`
  std::vector<std::vector<uint32_t>> ancestors;
  std::vector<Attributes> attributes;

  explicit EntityTable(const Entities& entities);
  EntityTable(const EntityTable&) = delete;
  EntityTable& operator=(const EntityTable&) = delete;
  bool belongs(const EntityName& entity, const EntityName& group) const;
  /// The attributes, or null for an entity that has none.
  const Attributes* attributes_of(const EntityName& name) const;
};

/// Whether two values are equal: sets by their members.
bool same_value(const AttributeValue& left, const AttributeValue& right);

/// Whether a text fits a pattern, in which * stands for anything and \* for a star.
bool fits_pattern(std::string_view text, std::string_view pattern);

/// Whether all conditions hold. Not even true or false: `problem` says why and the answer is false.
bool conditions_hold(const std::vector<Expression>& conditions, const EntityTable& table,
                     const PolicyRequest& request, std::string& problem);

}  // namespace newlyn::governance
