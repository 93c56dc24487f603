// SPDX-License-Identifier: MIT
// A pair taken apart as JSON.
#pragma once

#include <nlohmann/json.hpp>

#include "workspace/link_files.h"

namespace newlyn::cli {

/// The two records, the parts of the evidence and the sum.
nlohmann::ordered_json pair_json(const workspace::PairReport& pair);

}  // namespace newlyn::cli
