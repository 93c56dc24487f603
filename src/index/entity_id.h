// SPDX-License-Identifier: MIT
// Entity ids: short, opaque, with a check symbol.
//
// Six symbols and a check symbol of an alphabet of 29 without vowels or look-alikes, so that an id
// is never a word and never misread. The check finds every wrong symbol and every swap of two
// neighbours. Ids say nothing about when or how often entities were made.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace newlyn::index {

/// The id of the entity that was made as the `number`-th. Requires: number < kEntityIdsMax.
std::string entity_id(uint32_t number);

/// The number behind an id, in upper or lower case; nothing when it is not an id: its check symbol
/// or its length is wrong.
std::optional<uint32_t> entity_number(std::string_view id) noexcept;

/// How many ids there are: 29 to the power of 6.
inline constexpr uint32_t kEntityIdsMax = 594'823'321;

}  // namespace newlyn::index
