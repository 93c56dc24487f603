// SPDX-License-Identifier: MIT
// Changes as bytes, for the journal.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/change.h"

namespace newlyn::index {

/// Writes changes as bytes.
std::string write_changes(std::span<const Change> changes);

/// Reads what write_changes wrote; nothing when the bytes are anything else.
std::optional<std::vector<Change>> read_changes(std::string_view bytes);

}  // namespace newlyn::index
