// SPDX-License-Identifier: MIT
// Bytes as text and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace newlyn::governance {

/// Standard base64 with padding.
std::string base64_of(std::string_view bytes);

/// Reads canonical base64; nothing when it is not.
std::optional<std::string> read_base64(std::string_view text);

}  // namespace newlyn::governance
