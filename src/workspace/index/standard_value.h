// SPDX-License-Identifier: MIT
// A value that somebody typed, as records have it.
#pragma once

#include <string>

#include "workspace/index/kind_index.h"

namespace newlyn::workspace {

/// The value of a field in standard form; as it is typed for a field that is only shown. Throws
/// Error(request_invalid) for one that cannot be read as what the field holds.
std::string standard_value(const KindIndex& open, const std::string& field,
                           const std::string& value);

}  // namespace newlyn::workspace
