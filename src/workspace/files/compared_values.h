// SPDX-License-Identifier: MIT
// What a comparison looked at in a record.
#pragma once

#include <cstdint>
#include <string>

#include "workspace/files/linked_files.h"

namespace newlyn::workspace {

/// The values of a record that `comparison` looks at, joined by commas; empty when none is known or
/// the compared columns were not kept (see LinkedFiles::keep_compared).
std::string compared_value(const LinkedFiles& files, const linkage::ModelComparison& comparison,
                           uint32_t record);

}  // namespace newlyn::workspace
