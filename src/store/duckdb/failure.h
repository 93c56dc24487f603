// SPDX-License-Identifier: MIT
// Turns DuckDB's failures into Error, with the code that fits and without values of records.
#pragma once

#include <string_view>

#include "base/error.h"

namespace newlyn::store {

/// Makes the Error for DuckDB's `message`. `doing` says what was tried: "run a statement".
Error failure(std::string_view doing, const char* message);

}  // namespace newlyn::store
