// SPDX-License-Identifier: MIT
// Columns that follow from others and make comparing and blocking simpler.
#pragma once

#include "linkage/linkage.h"

namespace newlyn::linkage {

/// Adds `door` (house number and street), `email_name` (what stands before the @), and
/// `entity_type` where people and organisations are in one input and nothing says which is which.
void add_derived_columns(LinkInput& input);

}  // namespace newlyn::linkage
