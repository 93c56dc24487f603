// SPDX-License-Identifier: MIT
// Conditions to SQL and back.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "linkage/model.h"
#include "pairs/comparison.h"
#include "pairs/pair_columns.h"

namespace newlyn::linkage {

/// Writes a condition as Splink writes it: columns with _l and _r.
std::string condition_sql(const pairs::Condition& condition, const pairs::PairColumns& columns);

/// Reads such a condition. Throws Error(model_invalid) that names the part it cannot use, the
/// missing column, and what can be done.
pairs::Condition read_condition(const std::string& sql, const pairs::PairColumns& columns);

/// The names of the columns that a condition reads, each once.
std::vector<std::string> columns_of(const pairs::Condition& condition,
                                    const pairs::PairColumns& columns);

/// Writes a blocking rule over l and r.
std::string rule_sql(const std::vector<KeyPart>& parts);

/// Reads a blocking rule made of equalities joined by AND. Throws Error(model_invalid).
std::vector<KeyPart> read_rule(const std::string& sql);

}  // namespace newlyn::linkage
