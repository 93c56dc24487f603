// SPDX-License-Identifier: MIT
// What a record's content is known by, whatever run it is in.
#pragma once

#include <compare>
#include <cstdint>
#include <string_view>

#include "base/random.h"

namespace newlyn::linkage {

/// Two hashes of a record's content: equal content, equal hashes; together they do not collide.
struct ContentHash {
  uint64_t first = 0;
  uint64_t second = 0;
  auto operator<=>(const ContentHash&) const = default;

  /// The hash of one value of the column whose name hashes to `name`. That of null is all 0.
  static ContentHash of_value(std::string_view text, uint64_t name) noexcept {
    return {hash_bytes(text, name), hash_bytes(text, ~name)};
  }
  /// Adds the next column's value.
  void add(const ContentHash& value) noexcept {
    first = hash_mix(first, value.first);
    second = hash_mix(second, value.second);
  }
};

}  // namespace newlyn::linkage
