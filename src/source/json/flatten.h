// SPDX-License-Identifier: MIT
// Makes a flat record of an object: nested objects become columns with dotted names.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "source/json/json_value.h"

namespace newlyn::source {

/// One record as names and values, in the order they were met.
using FlatRecord = std::vector<std::pair<std::string, std::string>>;

/// The text of a value: empty for null, the text itself for scalars, JSON for what is nested.
std::string scalar_text(const JsonValue& value);

/// Adds `value` under `name`. The members of an object get names like "address.city"; an array is
/// kept as JSON text.
void flatten_value(const std::string& name, const JsonValue& value, FlatRecord& record);

/// Flattens an object.
FlatRecord flatten_object(const JsonValue& object);

}  // namespace newlyn::source
