// SPDX-License-Identifier: MIT
// What an officer records of gateways, once it was looked at.
#pragma once

#include <string>
#include <vector>

#include "governance/purpose.h"
#include "workspace/home.h"
#include "workspace/purposes.h"

namespace newlyn::workspace {

/// A version of a purpose.
struct ReadVersion {
  std::string path;  // without its ending
  governance::Purpose purpose;
};

/// The rows to note for what the person wants; one without a gateway takes back. Throws Error:
/// access_refused for who is no information-governance officer, request_invalid for a gateway that
/// does not open the source, a source without a limit, and without a reason.
std::vector<governance::RecordedGateway> gateways_by(const Home& home, const ReadVersion& version,
                                                     const PurposeGateway& wanted);

}  // namespace newlyn::workspace
