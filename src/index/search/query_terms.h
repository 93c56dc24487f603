// SPDX-License-Identifier: MIT
// What a person types, cut into terms.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newlyn::index {

/// One thing that is looked for.
struct QueryTerm {
  // Any of them will do: a date may be meant in two ways, a number has several forms. As it was
  // typed it is the last.
  std::vector<std::string> texts;
  bool exact = false;  // it stood in quotes: nothing else will do
  bool operator==(const QueryTerm&) const = default;
};

/// Terms of a query: words in lower case, dates in any form as "1971-06-24", numbers and postcodes
/// that are written in groups in one piece, and numbers also in the forms that records have them
/// in: "qq123456" of "QQ 12 34 56 C", "+17025550123" of "702-555-0123".
std::vector<QueryTerm> query_terms(std::string_view query);

}  // namespace newlyn::index
