// SPDX-License-Identifier: MIT
// Columns that follow from others and make comparing and blocking simpler.
#pragma once

#include <string_view>

#include "linkage/linkage.h"

namespace newlyn::linkage {

/// Adds `door` (house number and street), `email_name` (what stands before the @), and
/// `entity_type` where people and organisations are in one input and nothing says which is which.
void add_derived_columns(LinkInput& input);

/// Whether add_derived_columns looks at a column of this name.
bool is_derived_from(std::string_view name);

}  // namespace newlyn::linkage
