// SPDX-License-Identifier: MIT
// The name of a comparison that its model gives none.
#pragma once

#include <string>
#include <vector>

#include "linkage/model.h"

namespace newlyn::linkage {

/// The name that Splink gives: that of the one column which the levels read, or "custom_" with all
/// of them, in the order in which they are first read.
std::string name_by_columns(const std::vector<ModelLevel>& levels);

}  // namespace newlyn::linkage
