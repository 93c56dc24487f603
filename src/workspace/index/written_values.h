// SPDX-License-Identifier: MIT
// How sources wrote the values that an entity shows in standard form.
#pragma once

#include "workspace/entities.h"
#include "workspace/index/desk.h"

namespace newlyn::workspace {

/// Puts beside each value of a view how its record's source wrote it, where one column alone says
/// it and the view shows that column. Requires: the view has its records.
void add_written(const Desk& desk, EntityView& view);

}  // namespace newlyn::workspace
