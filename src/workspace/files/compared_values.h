// SPDX-License-Identifier: MIT
// What a comparison looked at in a record.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "workspace/files/linked_files.h"

namespace newlyn::workspace {

/// A record and its values as they stand in the file.
struct DescribedRecord {
  uint32_t number = 0;
  const RecordReport& report;
};

/// Values by the names of their columns.
using NamedValues = std::vector<std::pair<std::string, std::string>>;

/// Those of the values that `comparison` looks at, joined by commas; empty when none is known.
std::string compared_value(const linkage::ModelComparison& comparison, const NamedValues& known);

/// The values of a record that `comparison` looks at, joined by commas; empty when none is known or
/// the compared columns were not kept (see LinkedFiles::keep_compared). A given model looks at the
/// values as they stand in the file.
std::string compared_value(const LinkedFiles& files, const linkage::ModelComparison& comparison,
                           const DescribedRecord& record);

}  // namespace newlyn::workspace
