// SPDX-License-Identifier: MIT
// Training recipes: what to compare and how to learn it, as TOML that people write and read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "linkage/linkage.h"
#include "workspace/files/linked_files.h"

namespace newlyn::workspace {

/// A recipe as read.
struct TrainingRecipeFile {
  std::vector<std::pair<std::string, std::string>> columns;  // kind, column
  std::vector<std::string> ignored;
  std::string id_column;
  std::optional<uint64_t> seed;
  std::string labels;        // a file of pairs known to match
  std::string label_column;  // a column that says who is who
  linkage::ModelWishes wishes;
};

/// Reads a recipe. Throws Error(source_missing) when it is not there, Error(model_invalid) that
/// names file, line and remedy for anything it cannot use.
TrainingRecipeFile read_recipe(const std::string& path);

/// The recipe of a run that chose everything itself, with a comment beside each choice. Training by
/// it over the same files gives the same model.
std::string recipe_of(const LinkedFiles& files, const LinkFilesResponse& response);

}  // namespace newlyn::workspace
