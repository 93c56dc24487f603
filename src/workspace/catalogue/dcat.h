// SPDX-License-Identifier: MIT
// The catalogue as DCAT in JSON-LD.
#pragma once

#include <string>
#include <vector>

#include "workspace/describe_sources.h"

namespace newlyn::workspace {

/// Complete descriptions as one JSON-LD document with its context in it: a dcat:Catalog of
/// dcat:Dataset under the terms of the UK Cross-Government Metadata Exchange Model, columns as a
/// CSVW table schema, scores as DQV measurements. Terms that no public vocabulary has are Newlyn's
/// own. Holds no value of a record and no address of a system.
std::string dcat_text(const std::vector<SourceDescription>& descriptions);

}  // namespace newlyn::workspace
