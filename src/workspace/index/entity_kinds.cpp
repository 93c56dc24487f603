// SPDX-License-Identifier: MIT
// Looks kinds up by name and by id.
#include "workspace/index/entity_kinds.h"

#include <algorithm>

#include "index/entity_id.h"

namespace newlyn::workspace {

const EntityKind* entity_kind_named(std::string_view name) noexcept {
  const auto found = std::find_if(kEntityKinds.begin(), kEntityKinds.end(),
                                  [&](const EntityKind& kind) { return kind.name == name; });
  return found == kEntityKinds.end() ? nullptr : &*found;
}

const EntityKind* entity_kind_of_id(std::string_view id) noexcept {
  const auto number = index::entity_number(id);
  if (!number) return nullptr;
  const auto found =
      std::find_if(kEntityKinds.begin(), kEntityKinds.end(),
                   [&](const EntityKind& kind) { return kind.lane == *number % kIdLanes; });
  return found == kEntityKinds.end() ? nullptr : &*found;
}

std::string with_article(std::string_view noun) {
  const bool is_vowel = !noun.empty() && std::string_view("aeiou").find(noun[0]) != noun.npos;
  return (is_vowel ? "an " : "a ") + std::string(noun);
}

}  // namespace newlyn::workspace
