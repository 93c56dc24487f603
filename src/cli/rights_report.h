// SPDX-License-Identifier: MIT
// What was asked of people's rights, as text and JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "workspace/access_pack.h"
#include "workspace/erase.h"
#include "workspace/requests.h"

namespace newlyn::cli {

/// What was written for a person.
std::string pack_text(const workspace::AccessPackAnswer& answer);
std::string pack_json(const workspace::AccessPackAnswer& answer);

/// Requests, one or many.
std::string requests_text(const std::vector<workspace::PersonRequest>& requests);
std::string requests_json(const std::vector<workspace::PersonRequest>& requests);

/// One thing that left the workspace, in a line.
std::string elsewhere_text(const workspace::EraseElsewhere& release);
/// All of it.
nlohmann::ordered_json elsewhere_json(const std::vector<workspace::EraseElsewhere>& elsewhere);
/// What the search for what should be gone found.
std::string proof_text(const workspace::EraseProof& proof);

/// The plan of an erasure, or what was done and what the search found.
std::string erase_text(const workspace::EraseAnswer& answer);
std::string erase_json(const workspace::EraseAnswer& answer);

}  // namespace newlyn::cli
