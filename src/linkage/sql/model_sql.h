// SPDX-License-Identifier: MIT
// The SQL of a given model as trees.
#pragma once

#include <vector>

#include "linkage/linkage.h"
#include "linkage/sql/sql_tree.h"

namespace newlyn::linkage {

class ModelSql {
 public:
  std::vector<std::vector<SqlTree>> levels;  // by comparison; null for ELSE
  std::vector<std::vector<SqlTree>> terms;   // term frequency columns; null for none
  std::vector<SqlTree> rules;                // null for rules that explode arrays
};

}  // namespace newlyn::linkage
