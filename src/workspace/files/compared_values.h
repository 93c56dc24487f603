// SPDX-License-Identifier: MIT
// What a comparison looked at in a record.
#pragma once

#include <cstdint>
#include <string>

#include "workspace/files/linked_files.h"

namespace newlyn::workspace {

/// A record and its values as they stand in the file.
struct DescribedRecord {
  uint32_t number = 0;
  const RecordReport& report;
};

/// The values of a record that `comparison` looks at, joined by commas; empty when none is known or
/// the compared columns were not kept (see LinkedFiles::keep_compared). A given model looks at the
/// values as they stand in the file.
std::string compared_value(const LinkedFiles& files, const linkage::ModelComparison& comparison,
                           const DescribedRecord& record);

}  // namespace newlyn::workspace
