// SPDX-License-Identifier: MIT
// The original values of many records at once.
#pragma once

#include <cstdint>
#include <vector>

#include "workspace/files/linked_files.h"

namespace newlyn::workspace {

/// The original values of records, in the order asked, without key, truth and ignored columns. One
/// query an input, however many records.
std::vector<RecordReport> describe_records(LinkedFiles& files,
                                           const std::vector<uint32_t>& records);

}  // namespace newlyn::workspace
