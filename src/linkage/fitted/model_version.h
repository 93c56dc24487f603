// SPDX-License-Identifier: MIT
// The name of a fitted model's content.
#pragma once

#include <string>

#include "linkage/fitted_model.h"

namespace newlyn::linkage {

/// The version of a model with these parts, whatever version they have now: equal for equal ones.
std::string version_of(const FittedParts& parts);

}  // namespace newlyn::linkage
