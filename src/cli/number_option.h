// SPDX-License-Identifier: MIT
// Numbers by which people name entries, requests and exports.
#pragma once

#include <cstdint>

namespace newlyn::cli {

/// As large as such a number may be written. Without a bound a larger one than a machine has would
/// be read as another one, and a negative one as a large one.
inline constexpr uint64_t kNumberMax = 999'999'999;

}  // namespace newlyn::cli
