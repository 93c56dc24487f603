// SPDX-License-Identifier: MIT
// The kinds of entity that are linked, each in an index of its own.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace newlyn::workspace {

/// A kind of the standard schema whose records are put together.
struct EntityKind {
  std::string_view name;    // in the schema
  std::string_view plural;  // in sentences and steps
  uint32_t lane = 0;        // of entity ids: never changed, or ids of two kinds would meet
};

/// All of them in the order in which they are linked.
inline constexpr std::array<EntityKind, 3> kEntityKinds = {
    {{"person", "people", 0}, {"organisation", "organisations", 1}, {"place", "places", 2}}};

/// Lanes that there are: one is left for households.
inline constexpr uint32_t kIdLanes = 4;

/// The kind of that name, or nullptr.
const EntityKind* entity_kind_named(std::string_view name) noexcept;

/// The kind whose entities have such ids, or nullptr: the id is none, or of no kind.
const EntityKind* entity_kind_of_id(std::string_view id) noexcept;

/// A noun as a sentence has it: "a person", "an organisation".
std::string with_article(std::string_view noun);

}  // namespace newlyn::workspace
