// SPDX-License-Identifier: MIT
// A purpose of the workspace as governance asks for it.
#pragma once

#include <string>

#include "governance/decision.h"
#include "workspace/home.h"

namespace newlyn::workspace {

/// The version of a purpose that counts today, with what keeps it from being used. Throws
/// Error(request_invalid) for one that is not there.
governance::PurposeState purpose_state(const Home& home, const std::string& name);

}  // namespace newlyn::workspace
