// SPDX-License-Identifier: MIT
// Which standard fields a column of a source is, as purposes name them.
#pragma once

#include <string>
#include <vector>

#include "workspace/home.h"

namespace newlyn::workspace {

/// The fields that the mapping makes of a column, "dob" as "birth_date"; without a mapping those
/// that the definition tells of. Empty: it becomes none.
std::vector<std::string> fields_of_column(const Home& home, const std::string& source,
                                          const std::string& column);

/// The fields that records of people and organisations get of a column by the relations of its row:
/// "bank_account" of the number of an account that somebody holds.
std::vector<std::string> held_fields_of_column(const Home& home, const std::string& source,
                                               const std::string& column);

/// The kinds of record that the mapping puts a column into.
std::vector<std::string> kinds_of_column(const Home& home, const std::string& source,
                                         const std::string& column);

}  // namespace newlyn::workspace
