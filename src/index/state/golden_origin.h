// SPDX-License-Identifier: MIT
// Where golden values come from, for the check.
#pragma once

#include <optional>

#include "index/change.h"
#include "index/golden_record.h"

namespace newlyn::index {

/// Whether a golden value was set by hand, or stands in the record that it is said to come from.
bool stands_in(const GoldenValue& value, const std::optional<Record>& record);

}  // namespace newlyn::index
