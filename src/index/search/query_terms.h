// SPDX-License-Identifier: MIT
// What a person types, cut into terms.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newlyn::index {

/// One thing that is looked for.
struct QueryTerm {
  std::vector<std::string> texts;  // any of them will do: a date may be meant in two ways
  bool exact = false;              // it stood in quotes: nothing else will do
  bool operator==(const QueryTerm&) const = default;
};

/// Terms of a query: words in lower case, dates in any form as "1971-06-24", numbers and postcodes
/// that are written in groups both in groups and in one piece.
std::vector<QueryTerm> query_terms(std::string_view query);

}  // namespace newlyn::index
