// SPDX-License-Identifier: MIT
// Reads the TOML of the files beside a policy.
#pragma once

#include <string_view>

#include "base/toml.h"

namespace newlyn::governance {

/// Throws Error(request_invalid) with the line; `what` is the file's name in a sentence: "roles".
toml::table parse_policy_toml(std::string_view text, std::string_view what);

}  // namespace newlyn::governance
