// SPDX-License-Identifier: MIT
// Answers about the catalogue in words and for programs.
#pragma once

#include <string>
#include <vector>

#include "workspace/describe_sources.h"

namespace newlyn::cli {

/// What a person reads after `catalogue show`, and the same as JSON. So for the others.
std::string catalogue_text(const std::vector<workspace::SourceDescription>& sources);
/// See catalogue_text.
std::string catalogue_json(const std::vector<workspace::SourceDescription>& sources);
/// See catalogue_text.
std::string catalogue_check_text(const workspace::CatalogueCheck& check);
/// See catalogue_text.
std::string catalogue_check_json(const workspace::CatalogueCheck& check);

}  // namespace newlyn::cli
