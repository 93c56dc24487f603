// SPDX-License-Identifier: MIT
// Cuts of values as blocking keys: numbers that depend on the text alone.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/random.h"
#include "linkage/model.h"

namespace newlyn::linkage {

/// The cut of a value, empty when the value is too short or incomplete for it.
std::string_view cut_value(std::string_view text, const KeyPart& part) noexcept;

/// The key of a cut; 0, which means no key, for an empty one.
uint64_t key_of_cut(std::string_view cut) noexcept;

/// Joins a further part to a key; 0 stays 0.
inline uint64_t join_keys(uint64_t key, uint64_t part) noexcept {
  return key == 0 || part == 0 ? 0 : hash_mix(key, part) | 1;
}

}  // namespace newlyn::linkage
