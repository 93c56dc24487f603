// SPDX-License-Identifier: MIT
// What is told of a folder that cannot be made.
#pragma once

#include <string>

#include "base/error.h"

namespace newlyn::workspace {

/// The refusal of a folder that the system did not make: which one, why, and what to do. `problem`
/// is the errno of the attempt. Its code is storage_full where the device is, else
/// output_unwritable.
Error folder_refusal(const std::string& folder, int problem);

}  // namespace newlyn::workspace
