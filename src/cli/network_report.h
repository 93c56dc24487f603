// SPDX-License-Identifier: MIT
// What entities share, for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "workspace/networks.h"

namespace newlyn::cli {

/// Entities by distance, then what they share and hubs.
std::string network_text(const workspace::NetworkAnswer& answer);
/// The same for programs.
std::string network_json(const workspace::NetworkAnswer& answer);
/// Paths, the strongest first.
std::string path_text(const workspace::PathAnswer& answer);
/// The same for programs.
std::string path_json(const workspace::PathAnswer& answer);
/// Places and who is there.
std::string households_text(const workspace::HouseholdAnswer& answer);
/// The same for programs.
std::string households_json(const workspace::HouseholdAnswer& answer);

}  // namespace newlyn::cli
