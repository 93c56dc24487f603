// SPDX-License-Identifier: MIT
// Looking up a value in a JSON text.
#pragma once

#include <string>

namespace newlyn::cases {

/// The value at `path` ("entities", "steps.0.name") as text; strings come without quotes, and the
/// last part may be `length` of an array or object.
/// Throws std::string, a sentence, when the text is no JSON or has no such value.
std::string json_value(const std::string& text, const std::string& path);

}  // namespace newlyn::cases
