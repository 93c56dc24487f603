// SPDX-License-Identifier: MIT
// A purpose of the workspace as governance asks for it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "governance/decision.h"
#include "workspace/home.h"

namespace newlyn::workspace {

/// The version of a purpose that counts today, with what keeps it from being used. Throws
/// Error(request_invalid) for one that is not there.
governance::PurposeState purpose_state(const Home& home, const std::string& name);

/// The names of all purposes, sorted.
std::vector<std::string> purpose_names(const Home& home);

/// The version that counts, and who approved it; empty texts: nobody did.
struct PurposeInForce {
  governance::PurposeState state;
  uint64_t version = 0;
  std::string approved_by;
  std::string approved_on;
};
PurposeInForce purpose_in_force(const Home& home, const std::string& name);

}  // namespace newlyn::workspace
