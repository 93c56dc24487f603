// SPDX-License-Identifier: MIT
// Values as a reader may see them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "record/access_filter.h"

namespace newlyn::governance {

/// The key of pseudonyms. One per purpose, so that codes of two purposes cannot be put together.
using PseudonymKey = std::array<uint8_t, 32>;

/// The key of a purpose's pseudonyms, made from the workspace's secret.
PseudonymKey pseudonym_key(const PseudonymKey& secret, std::string_view purpose);

/// The value under the masking; nothing where it may not be seen. What does not look as the masking
/// takes it (a year of no date, an outcode of no postcode, three characters of fewer than six) is
/// hidden, never shown whole.
std::optional<std::string> mask_value(std::string_view value, record::Masking masking,
                                      const PseudonymKey& key);

}  // namespace newlyn::governance
