// SPDX-License-Identifier: MIT
// What entities share, for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "workspace/networks.h"

namespace newlyn::cli {

std::string network_text(const workspace::NetworkAnswer& answer);
std::string network_json(const workspace::NetworkAnswer& answer);
std::string path_text(const workspace::PathAnswer& answer);
std::string path_json(const workspace::PathAnswer& answer);
std::string households_text(const std::vector<workspace::HouseholdLine>& lines);
std::string households_json(const std::vector<workspace::HouseholdLine>& lines);

}  // namespace newlyn::cli
